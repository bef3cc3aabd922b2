/**
 * The only ORA- lines that a good export's log may have, each with the reason. Every other one makes it incomplete:
 * a dump that lacks something is found out now, and not on the day it is needed.
 */
export const harmlessErrors: readonly { readonly number: string; readonly reason: string }[] = [
  {
    number: 'ORA-39173',
    reason:
      'the database encrypts data that the dump files hold in clear: every row is there, and Redoubt seals the files',
  },
  {
    number: 'ORA-39171',
    reason: 'the job waited for space and went on when there was some: nothing was left out',
  },
];

/**
 * What a job says when its processes die. They are forgiven where the job was started again after them and came to its
 * end: Data Pump then redoes what had not been finished. What it says about a table is never forgiven.
 */
export const interruptionErrors: readonly string[] = [
  'ORA-00028',
  'ORA-01013',
  'ORA-01089',
  'ORA-01092',
  'ORA-03113',
  'ORA-03114',
  'ORA-03135',
  'ORA-31650',
  'ORA-31651',
  'ORA-31671',
  'ORA-31672',
  'ORA-39014',
  'ORA-39029',
  'ORA-39065',
  'ORA-39078',
  'ORA-39095',
  'ORA-39097',
];
