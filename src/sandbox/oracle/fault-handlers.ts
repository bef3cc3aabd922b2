import type { ControlHandlers } from './control-server';
import type { Faults } from './faults';

/** The control port's operations on faults. */
export function faultHandlers(faults: Faults): Pick<ControlHandlers, 'add-fault' | 'clear-faults' | 'list-faults'> {
  return {
    'add-fault': ({ fault }) => {
      faults.add(fault);
      return {};
    },
    'clear-faults': ({ kind }) => {
      faults.clear(kind);
      return {};
    },
    'list-faults': () => ({ faults: [...faults.list()] }),
  };
}
