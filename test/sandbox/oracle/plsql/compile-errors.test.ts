import { BlockBench, numberBind, textBind } from './block-bench';

let bench: BlockBench;
beforeAll(() => {
  bench = new BlockBench();
});
afterAll(() => bench.close());

/** Each wrong block with what the server says about it. */
const wrongBlocks: readonly (readonly [fact: string, block: string, expected: string])[] = [
  [
    'an unknown parameter name is PLS-00306 at the call',
    `DECLARE h NUMBER;\nBEGIN\n  DBMS_DATAPUMP.ADD_FILE(handle => h, file_name => 'x.dmp');\nEND;`,
    "ORA-06550: line 3, column 17:\nPLS-00306: wrong number or types of arguments in call to 'ADD_FILE'\nORA-06550: line 3, column 3:\nPL/SQL: Statement ignored",
  ],
  [
    'too few arguments are PLS-00306',
    `BEGIN DBMS_LOB.FILEOPEN; END;`,
    "PLS-00306: wrong number or types of arguments in call to 'FILEOPEN'",
  ],
  [
    'a BOOLEAN where a NUMBER is wanted is PLS-00306',
    `BEGIN DBMS_DATAPUMP.START_JOB(1, skip_current => TRUE); END;`,
    'PLS-00306',
  ],
  [
    'an unknown member of a package is PLS-00302 at the member',
    `BEGIN DBMS_DATAPUMP.ADD_FILES(1); END;`,
    "line 1, column 21:\nPLS-00302: component 'ADD_FILES' must be declared",
  ],
  [
    'an unknown constant is PLS-00302',
    `DECLARE n NUMBER; BEGIN n := DBMS_DATAPUMP.KU$_FILE_TYPE_DUMPFILE; END;`,
    "PLS-00302: component 'KU$_FILE_TYPE_DUMPFILE' must be declared",
  ],
  [
    'an attribute that the status type lacks is PLS-00302',
    `DECLARE s ku$_Status; n NUMBER; BEGIN n := s.job_status.percentage; END;`,
    "PLS-00302: component 'PERCENTAGE' must be declared",
  ],
  [
    'an unknown package is PLS-00201 with the whole name',
    `BEGIN DBMS_DATAPUMPX.DETACH(1); END;`,
    "PLS-00201: identifier 'DBMS_DATAPUMPX.DETACH' must be declared",
  ],
  [
    'a package without EXECUTE looks as if it did not exist',
    `DECLARE n NUMBER; BEGIN n := DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER; END;`,
    "PLS-00201: identifier 'DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER' must be declared",
  ],
  ['an undeclared variable is PLS-00201', `BEGIN x := 1; END;`, "PLS-00201: identifier 'X' must be declared"],
  [
    'an unknown type is PLS-00201, and the item is ignored',
    `DECLARE s ku$_Statuss; BEGIN NULL; END;`,
    "PLS-00201: identifier 'KU$_STATUSS' must be declared\nORA-06550: line 1, column 9:\nPL/SQL: Item ignored",
  ],
  [
    'a literal for an OUT parameter is PLS-00363',
    `BEGIN DBMS_DATAPUMP.WAIT_FOR_JOB(1, 'x'); END;`,
    "PLS-00363: expression 'x' cannot be used as an assignment target",
  ],
  [
    'the index of a FOR loop cannot be assigned to',
    `BEGIN FOR i IN 1..2 LOOP i := 3; END LOOP; END;`,
    "PLS-00363: expression 'I' cannot be used as an assignment target",
  ],
  [
    'a record in place of a number is PLS-00382',
    `DECLARE n NUMBER; s ku$_Status; BEGIN n := s; END;`,
    'PLS-00382: expression is of wrong type',
  ],
  ['a number as a condition is PLS-00382', `BEGIN IF 1 THEN NULL; END IF; END;`, 'PLS-00382'],
  [
    'a literal NULL that several overloads take is PLS-00307',
    `BEGIN DBMS_DATAPUMP.SET_PARAMETER(1, 'X', NULL); END;`,
    "PLS-00307: too many declarations of 'SET_PARAMETER' match this call",
  ],
  [
    'a function as a statement is PLS-00221',
    `BEGIN DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA'); END;`,
    "PLS-00221: 'OPEN' is not a procedure or is undefined",
  ],
  ['a procedure as a value is PLS-00222', `DECLARE n NUMBER; BEGIN n := DBMS_DATAPUMP.DETACH(1); END;`, 'PLS-00222'],
  [
    'a positional argument after a named one is PLS-00312',
    `BEGIN DBMS_DATAPUMP.START_JOB(handle => 1, 0); END;`,
    'PLS-00312',
  ],
  ['EXIT outside a loop is PLS-00376', `BEGIN EXIT; END;`, 'PLS-00376'],
  ['RAISE alone outside a handler is PLS-00367', `BEGIN RAISE; END;`, 'PLS-00367'],
  [
    'an exception that nobody declared is PLS-00201',
    `BEGIN NULL; EXCEPTION WHEN nope THEN NULL; END;`,
    "PLS-00201: identifier 'NOPE' must be declared",
  ],
  [
    'a missing semicolon is PLS-00103 at the next symbol',
    `BEGIN\n  NULL\nEND;`,
    'ORA-06550: line 3, column 1:\nPLS-00103: Encountered the symbol "END" when expecting one of the following:',
  ],
  ['a block that ends too early is PLS-00103 at its end', `BEGIN NULL;`, 'Encountered the symbol "end-of-file"'],
  [
    'a name declared twice is PLS-00371',
    `DECLARE a NUMBER; a NUMBER; BEGIN NULL; END;`,
    "PLS-00371: at most one declaration for 'A' is permitted",
  ],
];

test.each(wrongBlocks)('%s', async (_fact, block, expected) => {
  const error = await bench.failure(bench.session('SALES'), block);
  expect(error.code).toBe(6550);
  expect(error.message).toContain(expected);
  expect(error.message).toMatch(/^ORA-06550: line \d+, column \d+:\n/);
});

test('nothing of a block runs when one statement of it is wrong', async () => {
  const block = `DECLARE h NUMBER; BEGIN
    h := DBMS_DATAPUMP.OPEN('EXPORT', 'SCHEMA', job_name => 'NEVER');
    DBMS_DATAPUMP.STARTJOB(h);
  END;`;
  await bench.failure(bench.session(), block);
  expect(bench.database.table('REDOUBT', 'NEVER')).toBeUndefined();
});

test('all wrong statements are reported at once', async () => {
  const error = await bench.failure(bench.session(), `BEGIN\n  a := 1;\n  b := 2;\nEND;`);
  expect(error.message).toContain("line 2, column 3:\nPLS-00201: identifier 'A'");
  expect(error.message).toContain("line 3, column 3:\nPLS-00201: identifier 'B'");
});

test('the offset of the error is that of its first position', async () => {
  expect((await bench.failure(bench.session(), `BEGIN nope; END;`)).position).toBe(6);
});

test('a constant of a later release does not exist on an older one', async () => {
  const older = new BlockBench({ version: '12.2' });
  const block = `BEGIN :n := DBMS_DATAPUMP.KU$_DATAOPT_CONT_LD_ON_FMT_ERR; END;`;
  expect((await older.failure(older.session(), block, [numberBind()])).message).toContain('PLS-00302');
  expect(await bench.run(bench.session(), block, [numberBind()])).toEqual(['1024']);
  await older.close();
});

test('DBMS_SESSION.SLEEP exists from 18c on', async () => {
  const older = new BlockBench({ version: '12.2' });
  const error = await older.failure(older.session(), 'BEGIN DBMS_SESSION.SLEEP(0); END;');
  expect(error.message).toContain("PLS-00302: component 'SLEEP' must be declared");
  await bench.run(bench.session(), 'BEGIN DBMS_SESSION.SLEEP(0); END;');
  await older.close();
});

test('a missing bind is ORA-01008, one too many ORA-01006', async () => {
  expect((await bench.failure(bench.session(), 'BEGIN :a := 1; END;')).code).toBe(1008);
  expect((await bench.failure(bench.session(), 'BEGIN :a := 1; END;', [numberBind(), textBind()])).code).toBe(1006);
});
