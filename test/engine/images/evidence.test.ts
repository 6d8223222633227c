/** What a finished picture says of itself, letter by letter: other programs read it. */
import { expect, it } from 'vitest';
import { evidenceOf, ownEvidence } from '../../../src/engine/images/evidence.js';

const property = (packet: string, name: string) => new RegExp(`<${name}>(.*?)</${name}>`).exec(packet)?.[1];

it('names program, kind of source and style, in the namespaces of XMP and IPTC', () => {
  const packet = evidenceOf({ network: 'compact', presets: ['mosaic', 'starry-night'] });
  expect(property(packet, 'xmp:CreatorTool')).toBe('Atelier');
  expect(property(packet, 'Iptc4xmpExt:DigitalSourceType')).toBe(
    'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia',
  );
  expect(property(packet, 'Iptc4xmpExt:AISystemUsed')).toBe('Atelier, neural style transfer (compact)');
  expect(property(packet, 'Iptc4xmpExt:AIPromptInformation')).toBe('style: mosaic, starry-night');
  expect(packet).toContain('xmlns:xmp="http://ns.adobe.com/xap/1.0/"');
  expect(packet).toContain('xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"');
  expect(ownEvidence(packet)).toBe(packet);
});

it('says nothing of a style that is somebody’s own, and stays XML whatever a preset is called', () => {
  expect(evidenceOf({ network: 'compact' })).not.toContain('AIPromptInformation');
  const packet = evidenceOf({ presets: ['<a> & b'] });
  expect(property(packet, 'Iptc4xmpExt:AIPromptInformation')).toBe('style: &lt;a&gt; &amp; b');
});
