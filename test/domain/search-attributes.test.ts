import {
  checkSearchAttributes,
  createCommand,
  hasOtherType,
  isTemporalCloud,
  isUsable,
  retypeAdvice,
  searchAttributeTypeAt,
  searchAttributeTypeNumber,
} from '../../src/domain/search-attributes';

const own = { address: 'temporal.example.com:7233', namespace: 'backups' };
const cloud = { address: 'backups.a1b2c.tmprl.cloud:7233', namespace: 'backups.a1b2c' };

test('one is usable by its type, not by its name alone', () => {
  const checked = checkSearchAttributes(
    new Map([
      ['RedoubtDatabase', 'Keyword'],
      ['RedoubtDeadline', 'Keyword'],
      ['Other', 'Int'],
    ]),
  );
  expect(checked.map((one) => [one.name, isUsable(one), hasOtherType(one)])).toEqual([
    ['RedoubtDatabase', true, false],
    ['RedoubtPhase', false, false],
    ['RedoubtOutcome', false, false],
    ['RedoubtDeadline', false, true],
    ['RedoubtOutlook', false, false],
  ]);
});

test('a type that this version does not know is no type of ours', () => {
  expect(searchAttributeTypeAt(99)).toBe('Unspecified');
  expect(searchAttributeTypeAt(searchAttributeTypeNumber('Datetime'))).toBe('Datetime');
});

test('Temporal Cloud is known by its address', () => {
  for (const address of [cloud.address, 'eu-west-2.aws.api.temporal.io:7233']) {
    expect(isTemporalCloud({ ...cloud, address })).toBe(true);
  }
  expect(isTemporalCloud(own)).toBe(false);
});

test('a command is one of the program that the place has', () => {
  expect(createCommand(own, ['RedoubtDatabase', 'RedoubtDeadline'])).toBe(
    'temporal operator search-attribute create --address temporal.example.com:7233 --namespace backups --name RedoubtDatabase --type Keyword --name RedoubtDeadline --type Datetime',
  );
  expect(createCommand(cloud, ['RedoubtDatabase', 'RedoubtDeadline'])).toBe(
    'tcld namespace search-attributes add --namespace backups.a1b2c --sa "RedoubtDatabase=Keyword" --sa "RedoubtDeadline=Datetime"',
  );
  // Nothing can be removed there.
  expect(retypeAdvice(cloud, 'RedoubtPhase')).toMatch(
    /^tcld namespace search-attributes rename .* --existing-name RedoubtPhase --new-name RedoubtPhaseOld, then tcld/,
  );
});
