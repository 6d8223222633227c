/** The message of a job. */
import type { Area } from '../translation.js';

export const messages: Area<'messages'> = {
  // Waiting. {{time}} of a ticking line is written by the chat's own client: "in 20 seconds".
  inLine: '順番待ち',
  nextInLine: '次に描きます',
  placeInLine: '順番待ち：{{count}}番目',
  startsIn: '{{time}}後に始まります。',
  startsTicking: '{{time}}に始まります。',
  // Being painted.
  settingUp: 'キャンバスを準備しています',
  painting: '描いています',
  paintingSheet: '選ぶための小さな絵を描いています',
  movingPicture: '{{count}}コマの動く画像です。',
  movingPictureIn: '{{count}}コマの動く画像です。描くのに{{time}}かかります。',
  paintingFrame: '{{count}}コマ中{{number}}コマ目を描いています',
  left: '残り{{time}}',
  doneTicking: '{{time}}に完成',
  preview: 'プレビュー',
  previewAlt: '途中の様子：{{title}}',
  // Done.
  pressNumber: '番号を押すと、その絵を大きく描きます。',
  strengthFact: '強さ{{percent}}',
  seedFact: 'シード{{seed}}',
  framesFact: '{{count}}コマ',
  paintedIn: '{{time}}で完成',
  timelapseOf: 'タイムラプス：{{title}}',
  madeBy: '作成：{{who}}',
  madeByWith: '作成：{{who}}（画風：{{styles}}）',
  // Ended without a picture.
  stopped: '中止しました',
  stoppedLine: 'ここではもう何も描きません。',
  brokeOff: '途中で止まってしまいました',
  cannotPaint: 'これは描けません',
  ourFault:
    'こちらの問題です。もう一度お試しください。また起きるようなら、このボットの管理者に知らせてください。',
  // What is painted. Titles of styles are names and stay as they are.
  photo: '写真',
  style: '画風',
  anotherPicture: '別の画像',
  styled: '{{photo}}（{{styles}}風）',
  texture: '{{styles}}の模様',
  inStyles: '{{photo}}（画風{{count}}種）',
  atStrengths: '{{title}}、強さ{{count}}段階',
  photoAlt: '写真：{{name}}',
  styleAlt: '画風：{{name}}',
  fileName: '絵',
};
