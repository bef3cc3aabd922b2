import { Faults } from '../../../../src/sandbox/oracle/faults';
import { Conversation } from '../../../../src/sandbox/oracle/net/conversation';
import { offeredDialect } from '../../../../src/sandbox/oracle/net/dialect';
import { IncompleteMessage, MalformedMessage } from '../../../../src/sandbox/oracle/net/message-reader';
import { ScriptedEngine } from './scripted-engine';

/** Message 2 as other drivers than the one in the suite send it: flags, version and what it says of signed bytes. */
function dataTypes(client: { textsHaveLengths: boolean; endOfResponse: boolean; timeZone: boolean }): Buffer {
  const compile = Buffer.alloc(53);
  compile[7] = 24;
  compile[40] = client.endOfResponse ? 0x20 : 0;
  const runtime = Buffer.from([2, client.timeZone ? 1 : 0, 0, 0, 0, 0, 4]);
  const flags = client.textsHaveLengths ? 3 : 1;
  const head = Buffer.from([2, 0x69, 3, 0x69, 3, flags, compile.length]);
  return Buffer.concat([head, compile, Buffer.from([runtime.length]), runtime, Buffer.from([0, 0])]);
}

const sessionKeyRequest = (user: Buffer) =>
  Buffer.concat([Buffer.from([3, 118, 9, 0, 1, 1, 5, 1, 1, 1, 0, 1, 1]), user]);

describe('what other drivers do', () => {
  let conversation: Conversation;
  beforeEach(() => {
    conversation = new Conversation(new ScriptedEngine(), new Faults(), offeredDialect('319/24'));
  });
  const answer = async (bytes: Buffer) => {
    const reply = await conversation.read(bytes)(new AbortController().signal);
    return { ...reply, bytes: Buffer.concat(reply.message) };
  };

  test.each([
    [true, Buffer.from('\u0005scott')],
    [false, Buffer.from('scott')],
  ])('user names come with their length: %p', async (textsHaveLengths, user) => {
    await answer(dataTypes({ textsHaveLengths, endOfResponse: true, timeZone: false }));
    const reply = await answer(sessionKeyRequest(user));
    expect(reply.bytes.includes('AUTH_VFR_DATA')).toBe(true);
  });

  test('a client that did not ask for the time zone does not get it', async () => {
    const client = { textsHaveLengths: true, endOfResponse: true };
    expect((await answer(dataTypes({ ...client, timeZone: true }))).bytes).toHaveLength(14);
    expect((await answer(dataTypes({ ...client, timeZone: false }))).bytes).toHaveLength(3);
  });

  test('replies are framed only for a client that knows of it', async () => {
    const request = sessionKeyRequest(Buffer.from('\u0005scott'));
    await answer(dataTypes({ textsHaveLengths: true, endOfResponse: false, timeZone: false }));
    expect((await answer(request)).isFramed).toBe(false);
    const other = new Conversation(new ScriptedEngine(), new Faults(), offeredDialect('319/24'));
    await other.read(dataTypes({ textsHaveLengths: true, endOfResponse: true, timeZone: false }))(
      new AbortController().signal,
    );
    const reply = await other.read(request)(new AbortController().signal);
    expect(reply.isFramed).toBe(true);
    expect(Buffer.concat(reply.message).at(-1)).toBe(29);
  });

  test('a request that is cut off anywhere is incomplete, not wrong', async () => {
    await answer(dataTypes({ textsHaveLengths: true, endOfResponse: true, timeZone: false }));
    const request = sessionKeyRequest(Buffer.from('\u0005scott'));
    for (let length = 0; length < request.length; length++) {
      expect(() => conversation.read(request.subarray(0, length))).toThrow(IncompleteMessage);
    }
  });

  test('a call before the login is wrong', () => {
    expect(() => conversation.read(Buffer.from([3, 147, 1, 0]))).toThrow(MalformedMessage);
  });
});
