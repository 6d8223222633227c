"""The step of `npm run bench -- steps` in PyTorch, with random weights:

    pip install torch && python3 bench/step_pytorch.py [THREADS]
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

REPEATS = 15
SIDE = 256
NETWORKS = {
    "compact": [[32, 32], [48, 48], [96, 96, 64], [160, 128, 80], [160]],
    "vgg16": [[64] * 2, [128] * 2, [256] * 3, [512] * 3, [512]],
}
CONTENT = (4, 2)
STYLE = [(block, 1) for block in range(1, 6)]


def make_weights(blocks):
    torch.manual_seed(0)
    channels, made = 3, []
    for block in blocks:
        made.append([])
        for output in block:
            made[-1].append((torch.randn(output, channels, 3, 3) * (2 / 9 / channels) ** 0.5, torch.zeros(output)))
            channels = output
    return made


def features(x, weights):
    """Relu features by (block, layer) of a picture [1, 3, H, W]."""
    found = {}
    for b, block in enumerate(weights, 1):
        if b > 1:
            x = F.avg_pool2d(x, 2)
        for i, (kernel, bias) in enumerate(block, 1):
            x = found[b, i] = F.relu(F.conv2d(x, kernel, bias, padding=1))
    return found


def gram(x):
    flat = x.flatten(2)[0]
    return flat @ flat.T / flat.shape[1]


def step(picture, weights, content, grams):
    """Evaluates the objective and its gradient once."""
    image = picture.clone().requires_grad_()
    found = features(image, weights)
    loss = (found[CONTENT] - content).square().sum()
    loss = loss + sum((gram(found[layer]) - target).square().sum() for layer, target in zip(STYLE, grams))
    loss = loss + (image[..., 1:, :] - image[..., :-1, :]).square().sum()
    loss = loss + (image[..., 1:] - image[..., :-1]).square().sum()
    loss.backward()
    return image.grad


if len(sys.argv) > 1:
    torch.set_num_threads(int(sys.argv[1]))
for name, blocks in NETWORKS.items():
    weights = make_weights(blocks)
    picture = torch.randn(1, 3, SIDE, SIDE)
    with torch.no_grad():
        target = features(0.9 * picture, weights)
        content, grams = target[CONTENT], [gram(target[layer]) for layer in STYLE]
    times = []
    for _ in range(REPEATS + 1):
        start = time.perf_counter()
        step(picture, weights, content, grams)
        times.append(time.perf_counter() - start)
    median = 1000 * statistics.median(times[1:])
    print(f"PyTorch {torch.__version__}, {name} {SIDE}x{SIDE}: {median:.0f} ms a step, {torch.get_num_threads()} threads")
