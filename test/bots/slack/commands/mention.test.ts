import { describe, expect, it } from 'vitest';
import { loadPresets } from '../../../../src/app/presets.js';
import { commandIn } from '../../../../src/bots/commands/plain-words.js';
import { wordsIn } from '../../../../src/bots/slack/commands/mention.js';

const presets = await loadPresets();

describe('a mention', () => {
  it.each([
    ['<@U1> in the style of hokusai', 1, '/stylize great-wave'],
    ['<@U1> please make this look like the starry night!', 1, '/stylize starry-night'],
    ['could you paint it in the Great Wave style, <@U1>?', 1, '/stylize great-wave'],
    ['<@U1> starry-night size=768 keep-colours=yes', 1, '/stylize starry-night size=768 keep-colours=yes'],
    ['<@U1>', 2, '/stylize'],
    ['<@U1> look what we found', 2, '/stylize'],
    ['<@U1> look what we found strength=80', 2, '/stylize strength=80'],
    ['<@U1> hokusai', 2, '/stylize great-wave'],
    ['<@U1> in the style of somebody', 1, '/stylize somebody'],
    ['<@U1> hokusai', 0, '/stylize great-wave'],
    ['/stylize hokusai', 1, '/stylize great-wave'],
    [
      '<@U1> in the style of “Starry Night” — *size=96*, strength=0.5.',
      1,
      '/stylize starry-night size=96 strength=0.5',
    ],
    ['<@U1> _starry night_, size=96,', 1, '/stylize starry-night size=96'],
    ['<@U1> ‘hokusai’ – please', 1, '/stylize great-wave'],
    ['<@U1> help', 0, '/help'],
    ['<@U1> Queue?', 0, '/queue'],
    ['cancel', 0, '/cancel'],
    ['<@U1> styles night', 0, '/styles night'],
    ['/jobs', 0, '/jobs'],
    ['<@U1> hello, how are you?', 0, ''],
    ['thanks', 0, ''],
    ['', 0, ''],
  ])('%s with %i pictures is %s', (text, pictures, command) => {
    expect(commandIn(wordsIn(text), presets, pictures)).toBe(command);
  });

  it('is read without links and with Slack’s entities undone', () => {
    expect(wordsIn('a &amp; b <https://x.example|x> &lt;c&gt;')).toBe('a & b   <c>');
  });
});
