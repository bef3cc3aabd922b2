import { describeCauses } from './name-cause';

describeCauses('a backup whose worker is kept from the CPU', ['cpu-hog']);
