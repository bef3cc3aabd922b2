import { describeCauses } from './name-cause';

describeCauses('a backup that is held back where it reads', ['slow-database', 'slow-disk']);
