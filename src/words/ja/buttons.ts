/** Buttons and menus. */
import type { Area } from '../translation.js';

export const buttons: Area<'buttons'> = {
  again: 'もう一度',
  tryAgain: '再試行',
  startAgain: 'やり直す',
  otherStyle: '別の画風',
  share: '共有',
  compare: '比較',
  tryStyle: 'この画風を試す',
  stronger: 'もっと強く',
  softer: 'もっと弱く',
  strengths: '5段階の強さから選ぶ',
  styles: '9種類の画風から選ぶ',
  moreStyles: 'ほかの画風',
  larger: 'もっと大きく',
  download: '元のサイズで保存',
  more: 'その他',
  cancel: 'キャンセル',
  delete: '削除',
};
