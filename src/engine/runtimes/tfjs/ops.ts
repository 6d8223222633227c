/**
 * The operators of the objective in tf functions, whose gradients tf derives; only where its rule differs from the other
 * runtimes' is one given here. Pictures and features are NHWC with N = 1.
 */
import type { InputNormalisation } from '../../networks/networks.js';
import type { Scalar, Tensor, Tensor4D, Tf } from './tf.js';

/** RGB in [0,1] [1,H,W,3] as a network wants to see it: channels in its order, x * scale/std - mean/std. */
export function normalise(tf: Tf, x: Tensor4D, { order, scale, mean, std }: InputNormalisation): Tensor4D {
  const ordered = order === 'BGR' ? tf.reverse(x, 3) : x;
  const factors = tf.tensor1d(std.map((value) => scale / value));
  const offsets = tf.tensor1d(mean.map((value, i) => value / std[i]));
  return tf.sub(tf.mul(ordered, factors), offsets);
}

/**
 * 3x3 convolution, stride 1, zero padding 1, then relu: [1,H,W,I] -> [1,H,W,O], with kernel [3,3,I,O] and bias [O], which are
 * constants. tf's own rules keep what lies between convolution, bias and relu until the gradient is known; here only the
 * result is kept, whose sign (0 or 1) is all that the gradient needs.
 */
export function convolutionRelu(tf: Tf, x: Tensor4D, kernel: Tensor4D, bias: Tensor): Tensor4D {
  const layer = tf.customGrad((input, save) => {
    const pixels = input as Tensor4D;
    const value = tf.relu(tf.add(tf.conv2d(pixels, kernel, 1, 'same'), bias)) as Tensor4D;
    (save as (tensors: Tensor[]) => void)([value]);
    return {
      value,
      gradFunc: (g, [result]) =>
        tf.tidy(() =>
          // The transpose of a convolution is its gradient with respect to the input.
          tf.conv2dTranspose(tf.mul(g as Tensor4D, tf.sign(result!)), kernel, pixels.shape, 1, 'same'),
        ),
    };
  });
  return layer(x) as Tensor4D;
}

/** 2x2 means, stride 2; an odd last row or column is left out. */
export function averagePool(tf: Tf, x: Tensor4D): Tensor4D {
  return tf.avgPool(x, 2, 2, 'valid');
}

/** 2x2 maxima, stride 2; an odd last row or column is left out. The first of equal maxima gets the gradient. */
export function maxPool(tf: Tf, x: Tensor4D): Tensor4D {
  return tf.maxPool(x, 2, 2, 'valid');
}

/**
 * Gram matrix divided by the number of positions: G = F F^T / M, [C,C], of features [1,H,W,C]. Its gradient is one product with
 * F; tf's own rule makes two, one for each factor.
 */
export function gram(tf: Tf, features: Tensor4D): Tensor {
  const [, height, width, channels] = features.shape;
  const positions = height * width;
  const product = tf.customGrad((input, save) => {
    (save as (tensors: Tensor[]) => void)([input as Tensor]);
    return {
      value: tf.div(tf.matMul(input as Tensor, input as Tensor, true, false), positions),
      gradFunc: (g, [flat]) =>
        tf.tidy(() => tf.matMul(flat!, tf.div(tf.add(g as Tensor, tf.transpose(g as Tensor)), positions))),
    };
  });
  return product(tf.reshape(features, [positions, channels]));
}

/** weight * sum((x - target)^2) */
export function squaredError(tf: Tf, x: Tensor, target: Tensor, weight: number): Scalar {
  return tf.mul(tf.sum(tf.square(tf.sub(x, target))), weight) as Scalar;
}

/** Total variation, squared form: weight * sum of the squared differences between neighbours, down and across. */
export function totalVariation(tf: Tf, x: Tensor4D, weight: number): Scalar {
  const [, height, width] = x.shape;
  const part = (y: number, left: number, h: number, w: number) =>
    tf.slice(x, [0, y, left, 0], [1, h, w, x.shape[3]]);
  const down = tf.sub(part(1, 0, height - 1, width), part(0, 0, height - 1, width));
  const across = tf.sub(part(0, 1, height, width - 1), part(0, 0, height, width - 1));
  return tf.mul(tf.add(tf.sum(tf.square(down)), tf.sum(tf.square(across))), weight) as Scalar;
}
