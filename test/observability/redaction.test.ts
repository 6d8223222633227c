import { describe, expect, it } from 'vitest';
import { withoutBytes, withoutSecrets } from '../../src/observability/redaction.js';

describe('withoutSecrets', () => {
  it.each([
    [
      'https://cdn.discordapp.com/a/cat.png?ex=66&is=65&hm=abc',
      'https://cdn.discordapp.com/a/cat.png?[redacted]',
    ],
    ['{"url":"http://s3/b/k?X-Amz-Signature=ff\\"}', '{"url":"http://s3/b/k?[redacted]\\"}'],
    ['redis://bot:pass@host:6379 is away', 'redis://[redacted]@host:6379 is away'],
    [
      'https://discord.com/api/webhooks/12/AbC-d_e/messages',
      'https://discord.com/api/webhooks/12/[redacted]/messages',
    ],
    ['https://hooks.slack.com/services/T0/B0/XyZ', 'https://hooks.slack.com/[redacted]'],
    ['Authorization: Bearer abcdefghijklmnopqrst', 'Authorization: Bearer [redacted]'],
    ['got xoxb-12-34-AbCd', 'got [redacted]'],
    ['got xapp-1-A0-12-ff', 'got [redacted]'],
    [`token ${'M'.repeat(24)}.GabcDe.${'x'.repeat(38)}`, 'token [redacted]'],
  ])('%s', (line, clean) => expect(withoutSecrets(line)).toBe(clean));

  it('takes known secrets out, and leaves the rest alone', () => {
    expect(withoutSecrets('key hunter2 of 1.2.3', ['hunter2', ''])).toBe('key [redacted] of 1.2.3');
    const plain = 'job 0f8fad5b-d9cb-469f-a165-70867728950e: http://localhost:8080/healthz, red-panda.jpg';
    expect(withoutSecrets(plain)).toBe(plain);
  });
});

describe('withoutBytes', () => {
  it('counts bytes, drops secrets by name, and keeps errors with their causes', () => {
    const error = Object.assign(new Error('refused', { cause: new Error('beneath') }), {
      config: { headers: { Authorization: 'secret', accept: '*/*' } },
      body: new Uint8Array(9),
    });
    expect(withoutBytes({ err: error, picture: Buffer.alloc(5), sizes: [1, 2] })).toMatchObject({
      err: {
        type: 'Error',
        message: 'refused',
        cause: { message: 'beneath' },
        config: { headers: { Authorization: '[redacted]', accept: '*/*' } },
        body: '[9 bytes]',
      },
      picture: '[5 bytes]',
      sizes: [1, 2],
    });
  });

  it('ends at values that hold themselves', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    expect(JSON.stringify(withoutBytes(loop))).toContain('[...]');
  });
});
