"""Reference values of the train step of the paper's first implementation, by TensorFlow in float32: its loss, its start and its
optimiser, with the small network beside it instead of VGG-19. Writes first-implementation.json, total, style and content loss of each
of the first 20 steps.

    python3.11 -m venv VENV && VENV/bin/pip install tensorflow-cpu==2.21.0
    VENV/bin/python test/reference/first_implementation.py

With F the features of the picture, [C, h*w], P the photo's, G = F F^T and A that of the style, both pictures of one size:

    L = 1e-2 * sum (F - P)^2 at conv4_2  +  1/5 * sum over the five style layers of sum (G - A)^2 / (36 * (rows * cols)^2)

The network's features are about 1, VGG-19's up to thousands, and the step size is made for those: its first kernel and all biases are
multiplied by SCALE, and so is every feature. The losses are then of VGG-19's size. Every pixel of a picture is repeated ENLARGED times
in both directions: the engine takes none below 64 px.
"""
import base64
import json
import os
import pathlib
import struct

os.environ['TF_CPP_MIN_LOG_LEVEL'] = '2'
import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

HERE = pathlib.Path(__file__).parent
CONVS_PER_BLOCK = [2, 2, 3, 3, 1]
CONTENT = 'block4_conv2'
STYLE = ['block1_conv1', 'block2_conv1', 'block3_conv1', 'block4_conv1', 'block5_conv1']
SCALE = 1408
ENLARGED = 2
STEPS = 20
CONTENT_WEIGHT = 1e-2
LEARNING_RATE = 1e-5


def read_safetensors(path):
    raw = path.read_bytes()
    start = 8 + struct.unpack('<Q', raw[:8])[0]
    header = json.loads(raw[8:start])
    header.pop('__metadata__')
    tensors = {}
    for name, entry in header.items():
        begin, end = entry['data_offsets']
        data = np.frombuffer(raw[start + begin:start + end], '<f2')
        tensors[name] = data.astype(np.float32).reshape(entry['shape'])
    return tensors


def build_network(weights):
    picture = x = tf.keras.Input((None, None, 3))
    found = {}
    for block, count in enumerate(CONVS_PER_BLOCK, 1):
        if block > 1:
            x = tf.keras.layers.MaxPooling2D(2, 2)(x)
        for conv in range(1, count + 1):
            kernel, bias = weights[f'conv{block}_{conv}.weight'], weights[f'conv{block}_{conv}.bias'] * SCALE
            if (block, conv) == (1, 1):
                kernel = kernel * SCALE
            name = f'block{block}_conv{conv}'
            layer = tf.keras.layers.Conv2D(len(bias), 3, padding='same', activation='relu', name=name)
            x = found[name] = layer(x)
            layer.set_weights([kernel.transpose(2, 3, 1, 0), bias])
    return tf.keras.Model(picture, [found[name] for name in [CONTENT, *STYLE]])


def picture_of(encoded, width, height):
    rgb = np.frombuffer(base64.b64decode(encoded), np.uint8).reshape(1, height, width, 3)
    large = rgb.repeat(ENLARGED, axis=1).repeat(ENLARGED, axis=2)
    return tf.keras.applications.vgg19.preprocess_input(large.astype(np.float32))


def gram(features):
    flat = tf.reshape(features[0], [-1, features.shape[-1]])
    return tf.matmul(flat, flat, transpose_a=True)


def run(network, case):
    photo, style_picture = (picture_of(case[name], case['width'], case['height']) for name in ('contentRgb8', 'kerasStyleRgb8'))
    _, rows, cols, _ = photo.shape
    content_target = network(photo)[0]
    style_targets = [gram(features) for features in network(style_picture)[1:]]
    image = tf.Variable(tf.ones((1, rows, cols, 3)))
    optimizer = tf.keras.optimizers.SGD(learning_rate=LEARNING_RATE)
    losses = {'total': [], 'style': [], 'content': []}
    for _ in range(STEPS):
        with tf.GradientTape() as tape:
            content_features, *style_features = network(image)
            content = tf.reduce_sum(tf.square(content_features - content_target))
            style = tf.add_n([
                tf.reduce_sum(tf.square(gram(features) - target)) / (36 * (rows * cols) ** 2) / len(STYLE)
                for features, target in zip(style_features, style_targets)
            ])
            total = CONTENT_WEIGHT * content + style
        optimizer.apply_gradients([(tape.gradient(total, image), image)])
        for name, loss in (('total', total), ('style', style), ('content', content)):
            losses[name].append(float(loss))
    return losses


def main():
    network = build_network(read_safetensors(HERE / 'tiny-keras.safetensors'))
    cases = json.loads((HERE / 'tiny-keras.json').read_text())['cases']
    about = f'by first_implementation.py with TensorFlow {tf.__version__}; for each case of tiny-keras.json, losses by step'
    result = {'about': about, 'scale': SCALE, 'enlarged': ENLARGED, 'contentWeight': CONTENT_WEIGHT, 'cases': [run(network, case) for case in cases]}
    (HERE / 'first-implementation.json').write_text(json.dumps(result, indent=1) + '\n')


main()
