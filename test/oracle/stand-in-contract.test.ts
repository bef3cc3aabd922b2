import { oracleContract } from '../oracle-contract/contract';
import { openOracleLab } from './oracle-lab';

describe.each(['12.2', '19c', '23ai'] as const)('the Oracle stand-in as %s', (version) => {
  oracleContract(async () => {
    const lab = await openOracleLab({ version });
    return {
      target: lab.target,
      directory: lab.directory,
      schema: 'SALES',
      close: () => Promise.resolve(lab[Symbol.asyncDispose]()),
    };
  });
});
