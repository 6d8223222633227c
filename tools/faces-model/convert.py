"""
Makes config/vision/faces.onnx from face_detection_full_range.tflite of the npm package @mediapipe/face_detection, and compares the
two on a photo. The network is convolutional throughout: without the reshape at its end it takes a picture of any size whose sides are
multiples of 32, so that one run looks at a whole photo where the original takes 192 x 192 px. Weights stay the half floats they are.

    npm pack @mediapipe/face_detection@0.4.1657300184 && tar xzf mediapipe-face_detection-*.tgz
    pip install tensorflow-cpu==2.21.0 tf2onnx==1.17.0 onnxruntime pillow
    python tools/faces-model/convert.py package/face_detection_full_range.tflite config/vision/faces.onnx PHOTO
"""

import subprocess
import sys

import numpy as np
import onnx
import onnxruntime
import tensorflow
from onnx import TensorProto, helper, numpy_helper
from PIL import Image

OUTPUTS = {"regressor_face_4": ("boxes", 16), "classifier_face_4": ("scores", 1)}


def convert(tflite, path):
    subprocess.run([sys.executable, "-m", "tf2onnx.convert", "--tflite", tflite, "--output", path, "--opset", "17"], check=True)
    model = onnx.load(path)
    graph = model.graph
    renamed = {"input": "input"}
    for node in list(graph.node):
        # Channels first from beginning to end: only the input and the reshaped outputs are turned around.
        if node.op_type == "Transpose" and node.input[0] == "input":
            renamed[node.output[0]] = "input"
        if node.op_type in ("Transpose", "Reshape"):
            graph.node.remove(node)
    for layer, (name, _) in OUTPUTS.items():
        renamed[layer] = name
    for node in graph.node:
        node.input[:] = [renamed.get(name, name) for name in node.input]
        node.output[:] = [renamed.get(name, name) for name in node.output]
    del graph.input[:], graph.output[:], graph.value_info[:]
    graph.input.append(helper.make_tensor_value_info("input", TensorProto.FLOAT, [1, 3, "height", "width"]))
    for name, channels in OUTPUTS.values():
        graph.output.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, channels, "rows", "columns"]))
    store_as_half(graph)
    del model.metadata_props[:]
    onnx.checker.check_model(model)
    onnx.save(model, path)


def store_as_half(graph):
    """ONNX Runtime turns the weights into floats once, when the model is opened."""
    used = {name for node in graph.node for name in node.input}
    for tensor in list(graph.initializer):
        if tensor.name not in used:
            graph.initializer.remove(tensor)
        elif tensor.data_type == TensorProto.FLOAT and len(tensor.dims) > 0:
            values = numpy_helper.to_array(tensor)
            half = values.astype(np.float16)
            # Folded biases are the sums of two halves: those stay as they are.
            if not np.array_equal(half.astype(np.float32), values):
                continue
            stored = numpy_helper.from_array(half, f"{tensor.name}/half")
            graph.initializer.remove(tensor)
            graph.initializer.append(stored)
            graph.node.insert(0, helper.make_node("Cast", [stored.name], [tensor.name], to=TensorProto.FLOAT))


def compare(tflite, path, photo):
    """Prints the largest difference of each output, and the best score, at the original's size."""
    pixels = np.asarray(Image.open(photo).convert("RGB").resize((192, 192), Image.BICUBIC), np.float32) / 127.5 - 1
    original = tensorflow.lite.Interpreter(tflite)
    original.allocate_tensors()
    original.set_tensor(original.get_input_details()[0]["index"], pixels[None])
    original.invoke()
    wanted = {d["shape"][2]: original.get_tensor(d["index"])[0] for d in original.get_output_details()}
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    found = session.run(None, {"input": np.ascontiguousarray(pixels.transpose(2, 0, 1)[None])})
    for (name, channels), values in zip(OUTPUTS.values(), found):
        rows = values[0].reshape(channels, -1).T
        print(f"{name}: largest difference {np.abs(rows - wanted[channels]).max():.2g} of {np.abs(wanted[channels]).max():.3g}")
    print(f"best score {1 / (1 + np.exp(-wanted[1].max())):.3f}")


if __name__ == "__main__":
    source, target, picture = sys.argv[1:]
    convert(source, target)
    compare(source, target, picture)
