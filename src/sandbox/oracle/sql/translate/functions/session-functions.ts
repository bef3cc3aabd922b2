import { serverError } from '../../../storage/server-error';
import { unknownName } from '../scope';
import { numberOf, textOf } from '../translated';
import { constantText, type SqlFunction } from './sql-function';

export const sessionFunctions: Readonly<Record<string, SqlFunction>> = {
  'DBMS_FLASHBACK.GET_SYSTEM_CHANGE_NUMBER': {
    args: [0, 0],
    bare: true,
    translate({ path, at }, { translation }) {
      if (!translation.session.mayExecute('DBMS_FLASHBACK')) throw unknownName(path, at);
      return numberOf('o_current_scn()', false);
    },
  },
  USER: {
    args: [0, 0],
    translate: (_, { translation }) => textOf(translation.parameter(translation.session.caller.user), 128),
  },
  UID: {
    args: [0, 0],
    translate: (_, { translation }) =>
      numberOf(translation.parameter(BigInt(translation.session.userEnvironment('SESSION_USERID') ?? '0')), false),
  },
  SYS_CONTEXT: {
    args: [2, 3],
    translate({ args: [namespace, key], at }, translator) {
      const [space, name] = [constantText(namespace, translator), constantText(key, translator)];
      if (space === undefined || name === undefined) throw serverError(3001, [], at);
      // A context that nobody made has no values.
      const isEnvironment = space?.toUpperCase() === 'USERENV';
      const value = isEnvironment ? translator.translation.session.userEnvironment((name ?? '').toUpperCase()) : null;
      return textOf(translator.translation.parameter(value), 256);
    },
  },
  USERENV: {
    args: [1, 1],
    translate({ args: [key] }, translator) {
      const name = constantText(key, translator)?.toUpperCase() ?? '';
      return textOf(translator.translation.parameter(translator.translation.session.userEnvironment(name)), 64);
    },
  },
};
