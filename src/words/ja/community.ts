/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: '画風の指定がないときに使います。空欄ならなし',
  quality: '品質の指定がないときに使います',
  perMember: '一人が同時に頼める枚数。0ならボットの上限まで',
  perDay: '一人が24時間に頼める枚数。0なら制限なし',
  allowsPrivate: 'メンバーは自分だけに見える絵を頼めます',
  screening: '誰かに表示する前に画像を判定します。explicit はポルノを、strict は扇情的な画像も断ります',
  screeningThreshold: '判定に必要な確度。低いほど多くの画像を断ります',
  'screening.title': '画像チェック',
  'screening.off': 'オフ',
  'screening.explicit': 'ポルノを断る',
  'screening.strict': '扇情的な画像も断る',
  'screening.from': '{{level}}（{{percent}} から）',
  'screening.threshold': '断る確度',
  'refused.title': '最近断った画像',
  'refused.none': 'この30日間に断った画像はありません。',
  'refused.kept': '30日間残り、画像そのものは残りません。',
  'refused.line': '{{when}} {{who}} {{where}} {{part}}：{{what}}（{{percent}}）',
  'refused.sent': '送られた画像',
  'refused.painted': '描いた絵',
};
