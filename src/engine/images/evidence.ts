/**
 * How a picture was made, said in its file: an XMP packet (ISO 16684-1) with properties of the IPTC Photo Metadata Standard 2025.1,
 * which platforms read to label pictures. Nothing in it is about the photo or a person, and no date: the same request gives the same bytes.
 */

/**
 * IPTC NewsCodes, http://cv.iptc.org/newscodes/digitalsourcetype/ (list of 2024-10-23): "augmentation, correction or enhancement
 * using a Generative AI model", named "edited using Generative AI". The nearest other term, algorithmicallyEnhanced, leaves "the main
 * content" as it is, "such as sharpening": here each pixel is repainted by what a trained network sees in a style picture.
 */
const SOURCE_TYPE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia';

const START =
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Atelier">';
const END = '</x:xmpmeta><?xpacket end="r"?>';

export interface Making {
  /** Name of the network; undefined where nothing was painted in this run. */
  network?: string | undefined;
  /** Ids of the presets that it was painted after, each once; names of files are private. */
  presets?: readonly string[];
}

/** The XMP packet of a finished picture. */
export function evidenceOf({ network, presets = [] }: Making): string {
  const properties = [
    ['xmp:CreatorTool', 'Atelier'],
    ['Iptc4xmpExt:DigitalSourceType', SOURCE_TYPE],
    ['Iptc4xmpExt:AISystemUsed', `Atelier, neural style transfer${network ? ` (${network})` : ''}`],
    ...(presets.length > 0
      ? [['Iptc4xmpExt:AIPromptInformation', `style: ${[...new Set(presets)].join(', ')}`]]
      : []),
  ] as [string, string][];
  const lines = properties.map(([name, value]) => `<${name}>${escaped(value)}</${name}>`).join('');
  return `${START}<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">${lines}</rdf:Description></rdf:RDF>${END}`;
}

/** The packet where it is one of ours; another program's says what is not ours to repeat. */
export function ownEvidence(xmp: string | undefined): string | undefined {
  return xmp?.startsWith(START) ? xmp : undefined;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
