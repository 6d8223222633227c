import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Attachment,
  assertAnnounced,
  assign,
  cleanName,
  type Slot,
} from '../../../src/bots/media/attachments.js';
import { INTAKE } from '../../../src/bots/media/intake-limits.js';
import type { AtelierError } from '../../../src/domain/errors.js';
import { DECODE_LIMITS } from '../../../src/domain/picture-limits.js';

const picture = (name: string, slot?: Slot): Attachment => ({
  name,
  bytes: new Uint8Array(1),
  ...(slot && { slot }),
});
const transfer = { preset: false, mode: 'transfer' } as const;
const names = (attachments: Attachment[], wanted: Parameters<typeof assign>[1] = transfer) => {
  const { photo, styles } = assign(attachments, wanted);
  return [photo.name, ...styles.map(({ name }) => name)];
};
const code = (act: () => unknown) => {
  try {
    act();
  } catch (error) {
    return (error as AtelierError).code;
  }
  return 'none';
};

describe('assign', () => {
  it('takes the first as the photo, the second as the style, the third as a second style', () => {
    expect(names([picture('a'), picture('b')])).toEqual(['a', 'b']);
    expect(names([picture('a'), picture('b'), picture('c')])).toEqual(['a', 'b', 'c']);
  });

  it('lets a preset stand in for the style', () => {
    expect(names([picture('a')], { preset: true, mode: 'transfer' })).toEqual(['a']);
    expect(names([picture('a'), picture('b')], { preset: true, mode: 'transfer' })).toEqual(['a', 'b']);
  });

  it('puts named pictures into their places, whatever their order, and the others around them', () => {
    expect(names([picture('s', 'style'), picture('p', 'photo')])).toEqual(['p', 's']);
    expect(names([picture('s', 'style'), picture('p')])).toEqual(['p', 's']);
    expect(names([picture('s', 'style2'), picture('p', 'photo')])).toEqual(['p', 's']);
  });

  it.each<[string, Attachment[], Parameters<typeof assign>[1], string]>([
    ['nothing', [], transfer, 'missing_content'],
    ['a style without a photo', [picture('s', 'style')], transfer, 'missing_content'],
    ['mode=style without a style', [picture('p')], { preset: false, mode: 'style' }, 'missing_style'],
    ['four pictures', ['a', 'b', 'c', 'd'].map((name) => picture(name)), transfer, 'invalid_input'],
    [
      'a preset and two styles',
      ['a', 'b', 'c'].map((name) => picture(name)),
      { preset: true, mode: 'transfer' },
      'invalid_input',
    ],
    ['two photos by name', [picture('a', 'photo'), picture('b', 'photo')], transfer, 'invalid_input'],
    [
      'a style that mode=content would ignore',
      [picture('a'), picture('b')],
      { preset: false, mode: 'content' },
      'invalid_input',
    ],
  ])('refuses %s', (_, attachments, wanted, expected) => {
    expect(code(() => assign(attachments, wanted))).toBe(expected);
  });

  it('leaves the style of a photo alone to be chosen', () => {
    expect(assign([picture('p')], transfer)).toMatchObject({ photo: { name: 'p' }, styles: [] });
  });

  it('needs no style for mode=content', () => {
    expect(names([picture('a')], { preset: false, mode: 'content' })).toEqual(['a']);
  });

  it('names the file and the limit when one is too large', () => {
    const act = () => assertAnnounced({ name: 'huge.png', size: INTAKE.bytes + 1 });
    expect(act).toThrow(/"huge\.png" is larger than 20 MB/);
    expect(code(act)).toBe('picture_too_large');
  });

  it.each([
    ['a film', { mime: 'video/mp4' }, /"a\.b": This file is not a picture\. Send a JPEG/],
    [
      'many pixels',
      { width: 20_000, height: 10_000 },
      /"a\.b": The picture is 20000 × 10000 px; the limit is 50 mega/,
    ],
    ['few pixels', { width: 20, height: 400 }, /its shorter side must be at least 64 px/],
    ['a long strip', { width: 100, height: 4000 }, /may be at most 8 times the shorter one\. Crop it/],
  ])('refuses what its platform says to be %s', (_, announced, words) => {
    expect(() => assertAnnounced({ name: 'a.b', ...announced })).toThrow(words);
  });

  it('leaves what may be a picture to a look at it', () => {
    for (const mime of [undefined, 'image/jpeg', 'application/octet-stream'])
      assertAnnounced({ name: 'a', mime, size: 100, width: 640, height: 480 });
    assertAnnounced({ name: 'a' });
  });

  it('has the limit of bytes that the engine has', () => {
    expect(INTAKE.bytes).toBe(DECODE_LIMITS.fileBytes);
  });
});

describe('cleanName', () => {
  it.each([
    ['cat.jpg', 'cat.jpg'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\cat.jpg', 'cat.jpg'],
    ['a\u0000b\nc.jpg', 'abc.jpg'],
    ['exe\u202Egpj.scr', 'exegpj.scr'],
    ['', 'picture'],
    ['/', 'picture'],
  ])('makes %j to %j', (name, expected) => {
    expect(cleanName(name)).toBe(expected);
  });

  it('never leaves a path, a control character or an endless name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (name) => {
        const clean = cleanName(name);
        expect(clean).not.toMatch(/[/\\\p{Cc}\u202E]/u);
        expect([...clean].length).toBeLessThanOrEqual(INTAKE.name);
        expect(clean).not.toBe('');
      }),
    );
  });
});
