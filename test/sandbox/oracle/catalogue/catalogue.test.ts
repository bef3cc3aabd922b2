import { Catalogue } from '../../../../src/sandbox/oracle/catalogue/catalogue';
import { errorLine } from '../../../../src/sandbox/oracle/catalogue/messages';
import { playedVersions } from '../../../../src/sandbox/oracle/engine';

test.each(playedVersions)('the headers of %s can be read', (version) => {
  const catalogue = new Catalogue(version);
  expect(catalogue.package('DBMS_DATAPUMP')?.subprograms.get('GET_STATUS')).toHaveLength(6);
  expect(catalogue.package('DBMS_DATAPUMP')?.exceptions.get('INVALID_ARGVAL')).toBe(-39_001);
  expect(catalogue.package('NO_SUCH_PACKAGE')).toBeUndefined();
});

test('the synonym KU$_STATUS means the newest status type', () => {
  const catalogue = new Catalogue('19c');
  const status = catalogue.objectType('KU$_STATUS');
  expect(status?.name).toBe('KU$_STATUS1220');
  const jobStatus = status?.kind === 'record' ? status.attributes.get('JOB_STATUS') : undefined;
  const attributes = jobStatus?.kind === 'record' ? [...jobStatus.attributes.keys()] : [];
  expect(attributes).toContain('HEARTBEAT');
  expect(attributes.indexOf('FILES')).toBe(attributes.length - 1);
});

test('an attribute that a newer type widens keeps its place', () => {
  const worker = new Catalogue('19c').objectType('KU$_WORKERSTATUS1220');
  const attributes = worker?.kind === 'record' ? worker.attributes : new Map();
  expect([...attributes.keys()].indexOf('PROCESS_NAME')).toBe(1);
  expect(attributes.get('PROCESS_NAME')).toMatchObject({ size: 128 });
});

test('parameters have their modes and defaults', () => {
  const [addFile] = new Catalogue('19c').package('DBMS_DATAPUMP')?.subprograms.get('ADD_FILE') ?? [];
  expect(
    addFile?.parameters.map(
      ({ name, default: omitted }) => `${name}${omitted === undefined ? '' : ` = ${String(omitted.value)}`}`,
    ),
  ).toEqual(['HANDLE', 'FILENAME', 'DIRECTORY = null', 'FILESIZE = null', 'FILETYPE = 1', 'REUSEFILE = null']);
});

test('DBMS_FLASHBACK is not granted to PUBLIC', () => {
  expect(new Catalogue('23ai').package('DBMS_FLASHBACK')?.grantedToPublic).toBe(false);
});

test('messages are filled from their parameters in order', () => {
  expect(errorLine(31640, ['/d/x.dmp'])).toBe('ORA-31640: unable to open dump file "/d/x.dmp" for read');
  expect(errorLine(439, ['X'])).toBe('ORA-00439: feature not enabled: X');
});
