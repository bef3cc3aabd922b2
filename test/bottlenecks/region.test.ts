import { describeCauses } from './name-cause';

describeCauses('a backup that is held back at a region', ['pacing-cap', 'small-receive-window']);
