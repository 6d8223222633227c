"""
Converts nsfwjs' MobileNetV2 (a Keras model for TensorFlow.js, weights of 8 bits) to ONNX. The weights of convolutions and dense layers
stay as 8 bits with their scale and minimum, so that the file stays small; the rest is float32. Probabilities are the original's within
1e-4. Needs numpy and onnx, outside of this project:

    npm pack nsfwjs@4.3.0 && tar xzf nsfwjs-4.3.0.tgz
    python convert.py package/dist/models/mobilenet_v2 safety.onnx
"""

import json
import subprocess
import sys

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

folder, result = sys.argv[1:]
# The package's files are CommonJS modules: the topology as an object, the weights as base64.
READ = "const p = require('path').resolve(process.argv[1]); const m = require(p + '/model.min.js');" \
    "console.log(JSON.stringify({ ...m, bytes: require(p + '/group1-shard1of1.min.js') }))"
model = json.loads(subprocess.check_output(["node", "-e", READ, folder]))
raw = __import__("base64").b64decode(model["bytes"])

nodes, initializers, weights, at = [], [], {}, 0
for entry in model["weightsManifest"][0]["weights"]:
    count = int(np.prod(entry["shape"]))
    weights[entry["name"]] = (np.frombuffer(raw, np.uint8, count, at).reshape(entry["shape"]), entry["quantization"])
    at += count
assert at == len(raw)


def constant(name, array):
    initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
    return name


def floats(name):
    data, how = weights[name]
    return data.astype(np.float32) * np.float32(how["scale"]) + np.float32(how["min"])


def kernel(name, axes):
    """A weight that is turned to floats when the model is opened."""
    data, how = weights[name]
    constant(name, data.transpose(axes))
    constant(name + "/scale", np.float32(how["scale"]))
    constant(name + "/min", np.float32(how["min"]))
    nodes.append(helper.make_node("Cast", [name], [name + "/float"], to=TensorProto.FLOAT))
    nodes.append(helper.make_node("Mul", [name + "/float", name + "/scale"], [name + "/scaled"]))
    nodes.append(helper.make_node("Add", [name + "/scaled", name + "/min"], [name + "/weight"]))
    return name + "/weight"


outputs, pads = {}, {}
bounds = [constant("zero", np.float32(0)), constant("six", np.float32(6))]
for layer in model["modelTopology"]["model_config"]["config"]["layers"]:
    kind, config, name = layer["class_name"], layer["config"], layer["name"]
    before = [one[0] for one in layer["inbound_nodes"][0]] if layer["inbound_nodes"] else []
    inputs = [outputs[one] for one in before]

    def node(op, operands, output=name, **attributes):
        nodes.append(helper.make_node(op, operands, [output], **attributes))
        outputs[name] = output

    if kind == "InputLayer":
        outputs[name] = "picture"
    elif kind == "ZeroPadding2D":  # joins the convolution that follows
        (top, bottom), (left, right) = config["padding"]
        outputs[name], pads[name] = inputs[0], [top, left, bottom, right]
    elif kind in ("Conv2D", "DepthwiseConv2D"):
        size, strides = config["kernel_size"], config["strides"]
        assert not config["use_bias"] and (config["padding"] == "valid" or strides == [1, 1])
        around = pads.get(before[0], [0] * 4 if config["padding"] == "valid" else [size[0] // 2, size[1] // 2] * 2)
        isDepthwise = kind == "DepthwiseConv2D"
        own = name + ("/depthwise_kernel" if isDepthwise else "/kernel")
        weight = kernel(own, (2, 3, 0, 1) if isDepthwise else (3, 2, 0, 1))
        group = weights[own][0].shape[2] if isDepthwise else 1
        node("Conv", [inputs[0], weight], strides=strides, pads=around, group=group, kernel_shape=size)
    elif kind == "BatchNormalization":
        parts = ["gamma", "beta", "moving_mean", "moving_variance"]
        constants = [constant(f"{name}/{part}", floats(f"{name}/{part}")) for part in parts]
        node("BatchNormalization", [inputs[0], *constants], epsilon=config["epsilon"])
    elif kind == "ReLU":
        assert config["max_value"] == 6
        node("Clip", [inputs[0], *bounds])
    elif kind == "Add":
        node("Add", inputs)
    elif kind == "AveragePooling2D":
        node("AveragePool", inputs, kernel_shape=config["pool_size"], strides=config["strides"])
    elif kind == "Flatten":
        node("Flatten", inputs, axis=1)
    elif kind == "Dropout":
        outputs[name] = inputs[0]
    elif kind == "Dense":
        product = name + "/product"
        nodes.append(helper.make_node("Gemm", [inputs[0], kernel(name + "/kernel", (0, 1)), constant(name + "/bias", floats(name + "/bias"))], [product]))
        if config["activation"] == "softmax":
            node("Softmax", [product], "probabilities", axis=1)
        else:
            assert config["activation"] == "relu"
            node("Relu", [product])
    else:
        raise SystemExit(f"unknown layer {kind}")

graph = helper.make_graph(
    nodes,
    "nsfwjs mobilenet_v2",
    [helper.make_tensor_value_info("picture", TensorProto.FLOAT, [1, 3, 224, 224])],
    [helper.make_tensor_value_info("probabilities", TensorProto.FLOAT, [1, 5])],
    initializers,
)
whole = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8, producer_name="atelier")
onnx.checker.check_model(whole, full_check=True)
onnx.save(whole, result)
