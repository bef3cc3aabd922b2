import type { DatabaseTarget } from '../../src/domain/database-target';
import { OracleServerError } from '../../src/sandbox/oracle/engine';
import type { OracleNetServerOptions } from '../../src/sandbox/oracle/net/oracle-net-server';
import { NetFixture } from '../sandbox/oracle/net/net-fixture';
import { rowsOf, type Script } from '../sandbox/oracle/net/scripted-engine';

/** The real driver against a real listener, with answers for statements by what is in them. */
export async function openScriptedDatabase(
  options: Partial<OracleNetServerOptions> = {},
): Promise<NetFixture & { target: DatabaseTarget; answer: Answer }> {
  const fixture = await new NetFixture(options).start();
  const answers: [RegExp, Script][] = [
    [/^ALTER SESSION/, () => ({ kind: 'done', rowCount: 0 })],
    [
      /FILEEXISTS/,
      ({ binds, session }) => numberRow('FOUND', session.bfiles.exists(locatorOf(binds[1]?.value)) ? '1' : '0'),
    ],
    [/AS "FILE"/, ({ binds, session }) => fileRow(locatorOf(binds[1]?.value), (l) => session.bfiles.length(l))],
    [
      /^SELECT DBMS_LOB.GETLENGTH/,
      ({ binds, session }) => numberRow('BYTES', String(session.bfiles.length(locatorOf(binds[1]?.value)))),
    ],
  ];
  fixture.engine.scripts.get = (sql) => answers.findLast(([pattern]) => pattern.test(sql))?.[1];
  const connectString = `127.0.0.1:${fixture.port}/sales.example`;
  return Object.assign(fixture, {
    target: { name: 'sales', connectString, user: 'scott', password: 'tiger-42' },
    answer: (pattern: RegExp, script: Script) => void answers.push([pattern, script]),
  });
}

type Answer = (pattern: RegExp, script: Script) => void;

const locatorOf = (name: unknown) => ({ kind: 'bfile', directory: 'DUMPS', filename: String(name) }) as const;

export function numberRow(name: string, value: string) {
  return rowsOf([{ name, type: 'NUMBER', nullable: true }], [[value]]);
}

function fileRow(locator: ReturnType<typeof locatorOf>, lengthOf: (l: typeof locator) => number) {
  return rowsOf(
    [
      { name: 'FILE', type: 'BFILE', nullable: true },
      { name: 'LENGTH', type: 'NUMBER', nullable: true },
    ],
    [[locator, String(lengthOf(locator))]],
  );
}

export function fails(number: number, ...lines: string[]): Script {
  return () => {
    throw new OracleServerError(number, lines.join('\n'));
  };
}
