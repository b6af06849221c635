#!/usr/bin/env python3
"""Compares the real VGG-16 before and after import.

compare-features.py NETWORK.onnx IMPORTED.safetensors PICTURE

onnxruntime runs the original file, cut off behind its last convolution; PyTorch runs the tensors that
`neural-style-weights import` made of it. Prints for each ReLU how far the two are apart, and how far each is from
PyTorch in double precision, relative to the features' norm. Fails where tensors differ by a bit or features by more
than 1e-5. Needs onnx, onnxruntime, torch, safetensors, numpy and pillow. (That our engine gives PyTorch's features is
tested in Tests/NSTCoreTests/Painting/RealVGG16Tests.swift.)
"""
import sys
import tempfile

import numpy as np
import onnx
import onnx.numpy_helper
import onnx.utils
import onnxruntime
import torch
from PIL import Image
from safetensors.numpy import load_file

LIMIT = 1e-5
CONVOLUTIONS_PER_BLOCK = [2, 2, 3, 3, 3]
NAMES = [f"{block}_{index}" for block, count in enumerate(CONVOLUTIONS_PER_BLOCK, 1) for index in range(1, count + 1)]
BGR_MEAN = np.array([103.939, 116.779, 123.68], dtype=np.float32)


def picture(path, height, width):
    """As the network was trained on: BGR, 0–255, minus the mean; [1, height, width, 3]."""
    rgb = np.asarray(Image.open(path).convert("RGB").resize((width, height)), dtype=np.float32)
    return (rgb[..., ::-1] - BGR_MEAN)[np.newaxis]


def original_features(path, nodes, pixels):
    outputs = [node.output[0] for node in nodes if node.op_type == "Relu"][: len(NAMES)]
    with tempfile.NamedTemporaryFile(suffix=".onnx") as cut:
        onnx.utils.extract_model(path, cut.name, ["input"], outputs)
        session = onnxruntime.InferenceSession(cut.name, providers=["CPUExecutionProvider"])
        return dict(zip(NAMES, session.run(outputs, {"input": pixels})))


def imported_features(tensors, pixels, precision):
    features, x = {}, torch.from_numpy(pixels).permute(0, 3, 1, 2).to(precision)
    for name in NAMES:
        if name.endswith("_1") and name != "1_1":
            x = torch.nn.functional.max_pool2d(x, 2)
        weight, bias = (torch.from_numpy(tensors[f"conv{name}.{kind}"]).to(precision) for kind in ("weight", "bias"))
        x = torch.relu(torch.nn.functional.conv2d(x, weight, bias, padding=1))
        features[name] = x.numpy()
    return features


def error(found, expected):
    expected = expected.astype(np.float64)
    return np.linalg.norm(found.astype(np.float64) - expected) / np.linalg.norm(expected)


def main(network, imported, photo):
    graph = onnx.load(network).graph
    constants = {constant.name: onnx.numpy_helper.to_array(constant) for constant in graph.initializer}
    convolutions = [node for node in graph.node if node.op_type == "Conv"]
    tensors = load_file(imported)
    assert len(convolutions) == len(NAMES) and len(tensors) == 2 * len(NAMES), "not VGG-16's convolutions"
    for name, node in zip(NAMES, convolutions):
        for kind, source in zip(("weight", "bias"), node.input[1:]):
            found, expected = tensors[f"conv{name}.{kind}"], constants[source]
            assert found.dtype == expected.dtype and found.shape == expected.shape, f"conv{name}.{kind}"
            assert found.tobytes() == expected.tobytes(), f"conv{name}.{kind} differs"
    print(f"{len(tensors)} tensors, identical bit by bit")

    height, width = (dimension.dim_value for dimension in graph.input[0].type.tensor_type.shape.dim[1:3])
    pixels = np.ascontiguousarray(picture(photo, height, width))
    original = original_features(network, graph.node, pixels)
    single = imported_features(tensors, pixels, torch.float32)
    double = imported_features(tensors, pixels, torch.float64)
    print(f"onnxruntime {onnxruntime.__version__}, PyTorch {torch.__version__}, {width}×{height} pixels")
    print("layer    shape           onnxruntime–PyTorch  onnxruntime–double  PyTorch–double")
    worst = 0
    for name in NAMES:
        between = error(original[name], single[name])
        worst = max(worst, between)
        shape = "×".join(map(str, original[name].shape[1:]))
        print(
            f"relu{name}  {shape:<14}  {between:<19.2e}  {error(original[name], double[name]):<18.2e}  "
            f"{error(single[name], double[name]):.2e}"
        )
    return 0 if worst <= LIMIT else f"compare-features.py: features differ by {worst:.2e}, more than {LIMIT:.0e}."


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
