import { impdpLine, remapExamples } from '../../src/oracle/impdp-line';

const restored = {
  directory: 'RESTORE_DIR',
  dumpTemplate: 'rdbt_prod_x_1_%L.dmp',
  dumpFiles: ['rdbt_prod_x_1_01.dmp'],
};

describe('the impdp line', () => {
  it('of a schema export names the files and the schemas', () => {
    expect(impdpLine({ ...restored, scope: { mode: 'schema', schemas: ['SALES', 'Web Shop'] } })).toBe(
      `impdp system@SERVICE directory=RESTORE_DIR dumpfile=rdbt_prod_x_1_01.dmp logfile=rdbt_prod_x_1_import.log schemas='SALES,"Web Shop"'`,
    );
  });

  it('of many files uses their template', () => {
    const dumpFiles = Array.from({ length: 120 }, (_, i) => `rdbt_prod_x_1_${i + 1}.dmp`);
    expect(impdpLine({ ...restored, dumpFiles, scope: { mode: 'full' } })).toBe(
      'impdp system@SERVICE directory=RESTORE_DIR dumpfile=rdbt_prod_x_1_%L.dmp logfile=rdbt_prod_x_1_import.log full=y',
    );
  });

  it('of tables names them with their schema, quoted for the shell where it must be', () => {
    const scope = { mode: 'tables', tables: ['SALES.ORDERS', 'SALES.A$B'] } as const;
    expect(impdpLine({ ...restored, scope: { ...scope, tables: [...scope.tables] } })).toContain(
      `tables='SALES.ORDERS,SALES.A$B'`,
    );
  });

  it('has remaps to add, with the schema’s name', () => {
    expect(remapExamples({ mode: 'schema', schemas: ['SALES'] })[0]).toBe('remap_schema=SALES:SALES_RESTORED');
  });
});
