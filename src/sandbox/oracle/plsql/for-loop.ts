import type { CompileContext, CompiledStatement } from './compile-context';
import { compileValueFor } from './expression-compiler';
import { convertValue } from './conversion';
import { PlsqlError } from './plsql-error';
import { Scope } from './scope';
import type { StatementNode } from './syntax-tree';

const integer = { kind: 'scalar', name: 'PLS_INTEGER' } as const;

/** FOR i IN [REVERSE] a..b: the bounds are evaluated once, the index cannot be assigned to. */
export function compileFor(node: Extract<StatementNode, { kind: 'for' }>, context: CompileContext): CompiledStatement {
  const bounds = context.errors.collect(node, 'Statement', () => ({
    from: compileValueFor(integer, node.from, context),
    to: compileValueFor(integer, node.to, context),
  }));
  const slot = context.newSlot();
  const scope = new Scope(context.scope, { ...context.scope.place, inLoop: true });
  scope.declare(node.index, { kind: 'variable', name: node.index, type: integer, slot, readOnly: true });
  const body = context.statements(node.body, { ...context, scope });
  return async (run) => {
    const low = convertValue((await bounds?.from.evaluate(run)) ?? null, integer);
    const high = convertValue((await bounds?.to.evaluate(run)) ?? null, integer);
    if (typeof low !== 'bigint' || typeof high !== 'bigint') throw PlsqlError.of(6502, '');
    const count = high - low + 1n;
    for (let turn = 0n; turn < count; turn += 1n) {
      run.values[slot] = node.reverse ? high - turn : low + turn;
      const completion = await body(run);
      if (completion === 'exit') break;
      if (completion === 'return') return completion;
    }
    return 'normal';
  };
}
