import { describeCauses } from './name-cause';

describeCauses('a backup that is held back by its line', ['full-link', 'loss']);
