import type { LabConfig, LabOptions } from './backup-lab';

/** A lab whose backups have some files of many small parts, so that their phases last long enough to be hit. */
export const manyParts: LabOptions = {
  demoBytes: 24_000_000,
  configure: ({ databases }: LabConfig) => {
    for (const database of Object.values(databases)) {
      database.export['fileSize'] = '16M';
      database.copies['partSize'] = '1M';
    }
  },
};
