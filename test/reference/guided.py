"""Reference values of the guided objective (src/engine/pipeline/losses.ts), in float64, by PyTorch's autodiff: an implementation of
its own that shares nothing with the engine but the weights and pictures beside it. Writes guided.json.

    apt-get install python3-torch python3-numpy
    /usr/bin/python3 test/reference/guided.py

With F the features of the picture, [C, h*w], T those of a target picture, G = F F^T / (h*w) and A that of the style:

    L = sum over GUIDED  of w |F - T|^2 / |T|^2     T: of the style at the picture's size ("kerasStyleRgb8")
      +                     w |F - T|^2 / |T|^2     at conv4_2; T: of the photo
      + sum over GRAMS   of w |G - A|^2 / |A|^2
      + tv * sum of squared differences of neighbouring pixels
"""
import base64
import json
import pathlib
import struct

import numpy as np
import torch
import torch.nn.functional as nn

HERE = pathlib.Path(__file__).parent
CONVS_PER_BLOCK = [2, 2, 3, 3, 1]
WEIGHTS = {
    'features': {'conv2_1': 0.5, 'conv3_1': 0.25, 'conv4_1': 0.75, 'conv4_2': 1.5},
    'grams': {'conv1_1': 4, 'conv2_1': 3, 'conv3_1': 2, 'conv4_1': 5},
    'tv': 1e-3,
}
NETWORKS = {
    'compact': {
        'file': HERE / '../../models/compact.safetensors',
        'pool': nn.avg_pool2d,
        'order': [0, 1, 2], 'scale': 1, 'mean': [0.485, 0.456, 0.406], 'std': [0.229, 0.224, 0.225],
    },
    'tiny-keras': {
        'file': HERE / 'tiny-keras.safetensors',
        'pool': nn.max_pool2d,
        'order': [2, 1, 0], 'scale': 255, 'mean': [103.939, 116.779, 123.68], 'std': [1, 1, 1],
    },
}


def read_safetensors(path):
    raw = path.read_bytes()
    start = 8 + struct.unpack('<Q', raw[:8])[0]
    header = json.loads(raw[8:start])
    tensors = {}
    for name, entry in header.items():
        if name == '__metadata__':
            continue
        begin, end = entry['data_offsets']
        data = np.frombuffer(raw[start + begin:start + end], {'F16': '<f2', 'F32': '<f4'}[entry['dtype']])
        tensors[name] = torch.from_numpy(data.astype(np.float64).reshape(entry['shape']))
    return tensors


def features_of(network, weights, picture):
    def column(values):
        return torch.tensor(values, dtype=torch.float64).view(1, 3, 1, 1)

    x = (picture[:, network['order']] * network['scale'] - column(network['mean'])) / column(network['std'])
    found = {}
    for block, count in enumerate(CONVS_PER_BLOCK, 1):
        if block > 1:
            x = network['pool'](x, 2)
        for conv in range(1, count + 1):
            name = f'conv{block}_{conv}'
            x = torch.relu(nn.conv2d(x, weights[f'{name}.weight'], weights[f'{name}.bias'], padding=1))
            found[name] = x
    return found


def gram(features):
    flat = features[0].flatten(1)
    return flat @ flat.T / flat.shape[1]


def relative(value, target):
    return ((value - target) ** 2).sum() / (target ** 2).sum()


def picture_of(encoded, width, height):
    rgb = np.frombuffer(base64.b64decode(encoded), np.uint8).reshape(height, width, 3)
    return torch.from_numpy(rgb.astype(np.float64) / 255).permute(2, 0, 1)[None]


def losses_of(found, laid, photo, style):
    features = {layer: relative(found[layer], (photo if layer == 'conv4_2' else laid)[layer]) for layer in WEIGHTS['features']}
    grams = {layer: relative(gram(found[layer]), gram(style[layer])) for layer in WEIGHTS['grams']}
    return features, grams


def reference(network, weights, case):
    size = case['width'], case['height']
    look = lambda name, *of: {k: v.detach() for k, v in features_of(network, weights, picture_of(case[name], *of)).items()}
    laid = look('kerasStyleRgb8', *size)
    photo = look('contentRgb8', *size)
    style = look('styleRgb8', case['styleWidth'], case['styleHeight'])
    picture = picture_of(case['imageRgb8'], *size).requires_grad_()
    features, grams = losses_of(features_of(network, weights, picture), laid, photo, style)
    tv = ((picture.diff(dim=2) ** 2).sum() + (picture.diff(dim=3) ** 2).sum())
    total = WEIGHTS['tv'] * tv
    for kind, losses in (('features', features), ('grams', grams)):
        total = total + sum(WEIGHTS[kind][layer] * loss for layer, loss in losses.items())
    total.backward()
    gradient = picture.grad.numpy().astype('<f4').tobytes()
    return {
        'features': {layer: WEIGHTS['features'][layer] * loss.item() for layer, loss in features.items()},
        'grams': {layer: WEIGHTS['grams'][layer] * loss.item() for layer, loss in grams.items()},
        'tv': WEIGHTS['tv'] * tv.item(),
        'total': total.item(),
        'gradient': base64.b64encode(gradient).decode(),
    }


def main():
    result = {'about': 'by guided.py; weighted losses; gradient in float32 little-endian base64, NCHW', 'weights': WEIGHTS}
    for name, network in NETWORKS.items():
        weights = read_safetensors(network['file'])
        cases = json.loads((HERE / f'{name}.json').read_text())['cases']
        result[name] = [reference(network, weights, case) for case in cases]
    (HERE / 'guided.json').write_text(json.dumps(result, indent=1) + '\n')


main()
