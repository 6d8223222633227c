/** Settings of a community. */
import type { Area } from '../translation.js';

export const community: Area<'community'> = {
  preset: '画風の指定がないときに使います。空欄ならなし',
  quality: '品質の指定がないときに使います',
  perMember: '一人が同時に頼める枚数。0ならボットの上限まで',
  perDay: '一人が24時間に頼める枚数。0なら制限なし',
  allowsPrivate: 'メンバーは自分だけに見える絵を頼めます',
};
