/** The options of a request. */
import type { Area } from '../translation.js';

export const options: Area<'options'> = {
  size: '完成した絵の長い辺。短い辺は写真に合わせます',
  quality: '手間のかけ方。paper は元のアルゴリズムそのままです',
  strength: '画風の強さ。0はほぼ写真、100は画風そのものの形',
  styleScale: '仕上がりに対する画風の絵の大きさ。大きいほど筆跡が大きくなります',
  keepColours: '写真の色を残し、筆づかいだけを取り入れます',
  where: '描くところ。all は全体、subject は主役だけ、background は背景だけ。二つ目の画風は残りを描きます',
  faces: 'keep は小さな顔に写真を残し、誰だか分かるようにします。paint はほかと同じように描きます',
  seed: '同じ値なら同じ絵、違う値なら別の仕上がり',
  mode: 'transfer は写真と画風、content は写真だけ、style は画風のグラム行列だけを使います',
  init: '描き始め。auto は paper なら白、mode style ならノイズ、ほかは写真',
  motion:
    '動く画像（GIF、アニメーションWebP、APNG）：keep はすべてのコマを描き、still は最初のコマだけを描きます',
  network: '特徴抽出ネットワーク。vgg16 と vgg19 は要インストール。auto は GPU での fine と paper で vgg19',
  ratio: '強さ50での paper の alpha/beta。発表された値は 1e-2、1e-3、1e-4',
  normalisation: 'paper を論文の式どおりにするか、vgg19 での最初の実装（Keras）に合わせるか',
  blend: '画風が二つのときの、二つ目の割合',
  // Names of the qualities where they are chosen or shown.
  'quality.draft': '下書き',
  'quality.standard': '標準',
  'quality.fine': '高品質',
  'quality.paper': '論文',
  // The parts of a photo, where they are chosen.
  'where.all': '写真全体',
  'where.subject': '主役だけ',
  'where.background': '背景だけ',
  // What an option accepts.
  integer: '{{min}}から{{max}}までの整数',
  number: '{{min}}から{{max}}までの数',
  withUnit: '{{number}}（{{unit}}）',
  choice: '{{choices}}のどれか',
  flag: 'true か false',
  text: '{{count}}文字以内の文字列',
  times: '倍',
};
