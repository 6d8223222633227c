/** Japanese. */
import type { Texts } from './texts.js';

export const ja: Texts = {
  stylize: { name: '画風変換', description: '写真を絵の画風で描きます' },
  options: {
    content: { name: '写真', description: '描き直す写真' },
    style: { name: '画風', description: '画風のもとになる絵' },
    preset: { name: 'プリセット', description: '用意された画風：題名、画家、雰囲気から選べます' },
    style2: { name: '画風2', description: '二つの画風を混ぜるための二枚目の絵' },
    blend: { name: '配合', description: '画風が二つのときの、二つ目の割合' },
    strength: { name: '強さ', description: '画風の強さ：0はほぼ写真、100はほぼ模様' },
    size: { name: '大きさ', description: '完成した絵の長い辺。短い辺は写真に合わせます' },
    quality: { name: '品質', description: '手間のかけ方。「論文」は発表どおりの手順です' },
    seed: { name: 'シード', description: '同じ値なら同じ絵、違う値なら別の仕上がり' },
    private: { name: '非公開', description: '自分だけに表示します' },
  },
  qualities: { draft: '下書き', standard: '標準', fine: '高品質', paper: '論文' },
  styles: { name: '画風一覧', description: '用意された画風を見ます' },
  words: { name: '検索', description: '題名、画家、雰囲気' },
  queue: { name: '順番', description: '自分の絵の順番を見ます' },
  jobs: { name: '依頼', description: '最近の依頼を見ます' },
  atelier: { name: 'アトリエ', description: 'このサーバーでのAtelierを管理します' },
  settings: { name: '設定', description: 'このサーバーのチャンネル、初期値、制限' },
  stylizePicture: 'この画像を画風変換',
  stylizeAvatar: 'アバターを画風変換',
};
