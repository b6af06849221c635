#!/usr/bin/env python3
"""Writes one random network, with VGG's layers but few channels, to every format that the weights tool reads, each with
the tool that people have: so its readers are tested on real files.

    python3 generate_networks.py CAFFE_PB2        # writes networks/
    python3 generate_networks.py CAFFE_PB2 --seeds          # writes the fuzzer's first inputs, Fuzz/corpus/FORMAT/
    python3 generate_networks.py CAFFE_PB2 --real vgg16.safetensors FOLDER

CAFFE_PB2 is Caffe's compiled schema, proto/caffe_pb2.py of the Python package caffe-onnx 0.1.2 (its messages are used,
its code isn't run). With --real, the files hold the convolutions of an installed VGG-16 and fully connected layers of
its size (random numbers), to see what importing takes; they are large and aren't committed.

Last run with Python 3.11.7, numpy 2.4.6, torch 2.13.0+cpu, safetensors 0.8.0, onnx 1.23.2, h5py 3.14.0, keras 3.15.1 and
tensorflow-cpu 2.21.0, scipy 1.17.1, protobuf 7.36.2.
"""

import argparse
import ast
import json
import os
import re
import shutil
import tempfile
from collections import OrderedDict

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"

import h5py
import numpy as np
import onnx
import safetensors.numpy
import scipy.io
import torch
from onnx import TensorProto, helper

BLOCKS = {"vgg16": [2, 2, 3, 3, 3], "vgg19": [2, 2, 4, 4, 4], "seed": [1, 1]}
NARROW = [2, 3, 4, 5, 6]
MEAN = [103.939, 116.779, 123.68]


class Network:
    """The convolutions as (name, kernel [out, in, 3, 3], bias [out]), and two fully connected layers."""

    def __init__(self, architecture, widths, seed, dense=(7, 5)):
        generator = np.random.default_rng(seed)
        self.architecture, self.layers, inputs = architecture, [], 3
        self.blocks = BLOCKS[architecture]
        for block, (count, width) in enumerate(zip(self.blocks, widths), 1):
            for index in range(1, count + 1):
                # He's initialisation keeps the size of features from layer to layer.
                kernel = generator.standard_normal((width, inputs, 3, 3)) * (2 / (9 * inputs)) ** 0.5
                bias = generator.standard_normal(width) * 0.1
                self.layers.append((f"conv{block}_{index}", kernel.astype(np.float32), bias.astype(np.float32)))
                inputs = width
        self.dense = [
            ("fc6", generator.standard_normal((dense[0], inputs * 49), np.float32),
             generator.standard_normal(dense[0], np.float32)),
            ("fc8", generator.standard_normal((dense[1], dense[0]), np.float32),
             generator.standard_normal(dense[1], np.float32)),
        ]

    def ends_block(self, name):
        block, index = int(name[4]), int(name[6])
        return self.blocks[block - 1] == index

    def torch_names(self):
        """torchvision's: the place in a sequence of convolutions, ReLUs and poolings."""
        names, place = [], 0
        for name, _, _ in self.layers:
            names.append(f"features.{place}")
            place += 3 if self.ends_block(name) else 2
        return names

    def state(self, names=None, prefix="", dense=True):
        state = OrderedDict()
        for name, (_, kernel, bias) in zip(names or self.torch_names(), self.layers):
            state[f"{prefix}{name}.weight"] = torch.from_numpy(kernel.copy())
            state[f"{prefix}{name}.bias"] = torch.from_numpy(bias.copy())
        if dense:
            for place, (_, kernel, bias) in zip((0, 6), self.dense):
                state[f"{prefix}classifier.{place}.weight"] = torch.from_numpy(kernel.copy())
                state[f"{prefix}classifier.{place}.bias"] = torch.from_numpy(bias.copy())
        return state

    def module(self):
        layers = []
        for name, kernel, bias in self.layers:
            convolution = torch.nn.Conv2d(kernel.shape[1], kernel.shape[0], 3, padding=1)
            convolution.weight.data, convolution.bias.data = torch.from_numpy(kernel), torch.from_numpy(bias)
            layers += [convolution, torch.nn.ReLU()]
            if self.ends_block(name):
                layers.append(torch.nn.MaxPool2d(2))
        return torch.nn.Sequential(*layers)


def write_torch(network, folder):
    state = network.state()
    torch.save(state, f"{folder}/torch-zip.pth")
    torch.save(state, f"{folder}/torch-legacy.pth", _use_new_zipfile_serialization=False)
    plain = [name for name, _, _ in network.layers]
    torch.save(network.state(plain, dense=False), f"{folder}/torch-gatys.pth")
    torch.save({"epoch": 3, "best": 0.5, "state_dict": network.state(prefix="module.")},
               f"{folder}/torch-checkpoint.pth")
    last = OrderedDict((key, value.to(memory_format=torch.channels_last) if value.dim() == 4 else value)
                       for key, value in state.items())
    torch.save(last, f"{folder}/torch-channels-last.pth")
    safetensors.numpy.save_file({key: value.numpy() for key, value in state.items()}, f"{folder}/features.safetensors")


def write_keras_layouts(network, folder):
    def names(name):
        return f"block{name[4]}_conv{name[6]}"

    def group(file, tensor_names, track_order=False, compressed=False):
        for name, kernel, bias in network.layers:
            layer = file.create_group(names(name), track_order=track_order)
            first, second = tensor_names(names(name))
            options = {}
            layer.attrs["weight_names"] = [first.encode(), second.encode()]
            values = kernel.transpose(2, 3, 1, 0)
            if compressed:
                chunks = tuple(map(min, values.shape, (3, 2, 3, 4)))
                options = dict(chunks=chunks, compression="gzip", shuffle=True, fletcher32=True)
            layer.create_dataset(first, data=values, **options)
            layer.create_dataset(second, data=bias)

    # The layout of Keras's applications, which were written by Keras 1.
    with h5py.File(f"{folder}/keras-1-notop.h5", "w") as file:
        group(file, lambda name: (f"{name}_W_1:0", f"{name}_b_1:0"))
    with h5py.File(f"{folder}/keras-1-full.h5", "w") as file:
        group(file, lambda name: (f"{name}_W_1:0", f"{name}_b_1:0"))
        for name, kernel, bias in network.dense:
            layer = file.create_group(name)
            layer.create_dataset(f"{name}_W_1:0", data=kernel.T)
            layer.create_dataset(f"{name}_b_1:0", data=bias)
    with h5py.File(f"{folder}/hdf5-chunked.h5", "w") as file:
        group(file, lambda name: (f"{name}/kernel:0", f"{name}/bias:0"), compressed=True)
    # The newer forms of headers and links; h5py's newest, of groups with many members, isn't read.
    with h5py.File(f"{folder}/hdf5-tracked.h5", "w") as file:
        group(file, lambda name: (f"{name}_W_1:0", f"{name}_b_1:0"), track_order=True)


def write_keras(network, folder):
    """What Keras itself writes: its own format of today, and that of before."""
    import keras

    layers = [keras.Input((None, None, 3))]
    for name, kernel, bias in network.layers:
        layer = keras.layers.Conv2D(kernel.shape[0], 3, padding="same", activation="relu",
                                    name=f"block{name[4]}_conv{name[6]}")
        layers.append(layer)
        if network.ends_block(name):
            layers.append(keras.layers.MaxPooling2D(name=f"block{name[4]}_pool"))
    model = keras.Sequential(layers)
    for name, kernel, bias in network.layers:
        model.get_layer(f"block{name[4]}_conv{name[6]}").set_weights([kernel.transpose(2, 3, 1, 0), bias])
    model.compile(optimizer=keras.optimizers.SGD(momentum=0.9), loss="mse")
    model.save_weights(f"{folder}/keras-3.weights.h5")
    model.save(f"{folder}/keras-model.h5")
    return model


def write_tensorflow(network, folder):
    import tensorflow as tf

    graph = tf.Graph()
    with graph.as_default():
        images = tf.compat.v1.placeholder(tf.float32, [None, None, None, 3], name="images")
        with tf.name_scope("Processing"):
            red, green, blue = tf.split(images * 255.0, 3, axis=3)
            last = tf.concat([blue - MEAN[0], green - MEAN[1], red - MEAN[2]], axis=3)
        for name, kernel, bias in network.layers:
            with tf.name_scope(name):
                filters = tf.constant(kernel.transpose(2, 3, 1, 0), name="filter")
                convolution = tf.nn.conv2d(last, tf.identity(filters), [1, 1, 1, 1], padding="SAME")
                last = tf.nn.relu(tf.nn.bias_add(convolution, tf.identity(tf.constant(bias, name="biases"))))
            if network.ends_block(name):
                last = tf.nn.max_pool2d(last, 2, 2, "SAME", name=f"pool{name[4]}")
        last = tf.reshape(last, [-1, network.dense[0][1].shape[1]])
        for name, kernel, bias in network.dense:
            last = tf.nn.bias_add(tf.matmul(last, tf.constant(kernel.T)), tf.constant(bias), name=name)
    with open(f"{folder}/tensorflow.tfmodel", "wb") as file:
        file.write(graph.as_graph_def().SerializeToString(deterministic=True))


def write_frozen_keras(model, folder):
    import tensorflow as tf
    from tensorflow.python.framework.convert_to_constants import convert_variables_to_constants_v2

    function = tf.function(lambda x: model(x)).get_concrete_function(tf.TensorSpec((None, 32, 32, 3), tf.float32))
    frozen = convert_variables_to_constants_v2(function)
    with open(f"{folder}/tensorflow-keras.pb", "wb") as file:
        file.write(frozen.graph.as_graph_def().SerializeToString(deterministic=True))


def write_onnx(network, folder):
    torch.onnx.export(network.module(), torch.zeros(1, 3, 32, 32), f"{folder}/onnx-torch.onnx", dynamo=False,
                      input_names=["image"], opset_version=17)
    # As in the model zoo, which converted MXNet's, but with the numbers in the field for floats.
    nodes, tensors, last = [], [], "data"
    for place, (name, kernel, bias) in enumerate(network.layers):
        names = [last, f"vgg0_conv{place}_weight", f"vgg0_conv{place}_bias"]
        tensors.append(helper.make_tensor(names[1], TensorProto.FLOAT, kernel.shape, kernel.flatten()))
        tensors.append(helper.make_tensor(names[2], TensorProto.FLOAT, bias.shape, bias))
        nodes.append(helper.make_node("Conv", names, [f"vgg0_conv{place}_fwd"], pads=[1] * 4, kernel_shape=[3, 3],
                                      strides=[1, 1], dilations=[1, 1], group=1))
        nodes.append(helper.make_node("Relu", nodes[-1].output, [f"vgg0_relu{place}_fwd"]))
        if network.ends_block(name):
            nodes.append(helper.make_node("MaxPool", nodes[-1].output, [f"vgg0_pool{name[4]}_fwd"],
                                          kernel_shape=[2, 2], strides=[2, 2]))
        last = nodes[-1].output[0]
    nodes.append(helper.make_node("Flatten", [last], ["flat"]))
    last = "flat"
    for name, kernel, bias in network.dense:
        tensors.append(onnx.numpy_helper.from_array(kernel, f"{name}_weight"))
        tensors.append(onnx.numpy_helper.from_array(bias, f"{name}_bias"))
        nodes.append(helper.make_node("Gemm", [last, f"{name}_weight", f"{name}_bias"], [name], transB=1))
        last = name
    graph = helper.make_graph(
        nodes, "vgg", [helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 3, None, None])],
        [helper.make_tensor_value_info(last, TensorProto.FLOAT, None)], tensors)
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)]), f"{folder}/onnx-zoo.onnx")


def write_matconvnet(network, folder):
    def cell(values):
        array = np.empty((1, len(values)), object)
        for index, value in enumerate(values):
            array[0, index] = value
        return array

    layers = []
    for name, kernel, bias in network.layers:
        weights = [np.asfortranarray(kernel.transpose(2, 3, 1, 0)), bias.reshape(1, -1)]
        layers.append({"name": name, "type": "conv", "weights": cell(weights), "pad": np.ones((1, 4)),
                       "stride": np.ones((1, 2))})
        layers.append({"name": f"relu{name[4:]}", "type": "relu"})
        if network.ends_block(name):
            layers.append({"name": f"pool{name[4]}", "type": "pool", "method": "max"})
    name, kernel, bias = network.dense[0]
    weights = [kernel.reshape(len(kernel), -1, 7, 7).transpose(2, 3, 1, 0), bias.reshape(1, -1)]
    layers.append({"name": "fc6", "type": "conv", "weights": cell(weights)})
    name, kernel, bias = network.dense[1]
    layers.append({"name": "fc8", "type": "conv", "weights": cell([kernel.T.reshape(1, 1, *kernel.T.shape), bias])})
    layers.append({"name": "prob", "type": "softmax"})
    mean = np.array(MEAN[::-1], np.float32)
    meta = {"normalization": {"averageImage": mean.reshape(1, 1, 3), "imageSize": np.array([224.0, 224, 3, 10])},
            "classes": {"name": cell(["n01440764", "n01443537"])}}
    new = {"layers": cell(layers), "meta": meta}
    scipy.io.savemat(f"{folder}/matconvnet.mat", new)
    scipy.io.savemat(f"{folder}/matconvnet-compressed.mat", new, do_compression=True)
    # Older files have the filters' own fields, and an image for the mean.
    for layer in layers:
        if "weights" in layer:
            weights = layer.pop("weights")
            layer["filters"], layer["biases"] = weights[0, 0], weights[0, 1]
    old = {"layers": cell(layers), "normalization": {"averageImage": np.ones((4, 4, 1), np.float32) * mean}}
    scipy.io.savemat(f"{folder}/matconvnet-old.mat", old)


def caffe_messages(path):
    """Caffe's messages from the compiled schema, whose bytes stand in the file as a literal."""
    from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

    source = open(path, encoding="latin1").read()
    literal = re.search(r"serialized_pb=_b\(('(?:[^'\\]|\\.)*')\)", source).group(1)
    schema = descriptor_pb2.FileDescriptorProto.FromString(ast.literal_eval(literal).encode("latin1"))
    pool = descriptor_pool.DescriptorPool()
    pool.Add(schema)
    return message_factory.GetMessageClass(pool.FindMessageTypeByName("caffe.NetParameter"))


def write_caffe(network, folder, schema):
    NetParameter = caffe_messages(schema)
    for version in (1, 2):
        net = NetParameter(name="VGG_ILSVRC_19_layers")
        net.input.append("data")
        last = "data"

        def add(name, kind):
            layer = (net.layers if version == 1 else net.layer).add()
            layer.name = name
            layer.type = kind[0] if version == 1 else kind[1]
            layer.bottom.append(last)
            layer.top.append(last if kind[1] == "ReLU" else name)
            return layer

        def blob(layer, values, shape):
            stored = layer.blobs.add()
            if version == 1:
                stored.num, stored.channels, stored.height, stored.width = [1] * (4 - len(shape)) + list(shape)
            else:
                stored.shape.dim.extend(shape)
            stored.data.extend(values.flatten())

        for name, kernel, bias in network.layers:
            layer = add(name, (4, "Convolution"))
            parameters = layer.convolution_param
            parameters.num_output = len(bias)
            parameters.pad.append(1)
            parameters.kernel_size.append(3)
            blob(layer, kernel, kernel.shape)
            blob(layer, bias, bias.shape)
            last = name
            add(f"relu{name[4:]}", (18, "ReLU"))
            if network.ends_block(name):
                pooling = add(f"pool{name[4]}", (17, "Pooling")).pooling_param
                pooling.kernel_size, pooling.stride = 2, 2
                last = f"pool{name[4]}"
        for name, kernel, bias in network.dense:
            layer = add(name, (14, "InnerProduct"))
            layer.inner_product_param.num_output = len(bias)
            blob(layer, kernel, kernel.shape)
            blob(layer, bias, bias.shape)
            last = name
        with open(f"{folder}/caffe-{version}.caffemodel", "wb") as file:
            file.write(net.SerializeToString())


def write_expected(network, folder):
    """The tensors as numbers, and the features that PyTorch computes from them."""
    with open(f"{folder}/expected.f32", "wb") as file:
        for _, kernel, bias in network.layers:
            file.write(kernel.astype("<f4").tobytes() + bias.astype("<f4").tobytes())
    # A picture that any program can make again: whole numbers, [channel, row, column].
    image = torch.tensor([[[(7 * y + 3 * x * x + 5 * c) % 17 - 8 for x in range(32)] for y in range(32)]
                          for c in range(3)], dtype=torch.float32)[None]
    features, values, module = {}, image, network.module()
    wanted = {"conv1_1", "conv3_4", "conv5_4"}
    names = iter([name for name, _, _ in network.layers])
    with torch.no_grad():
        for layer in module:
            values = layer(values)
            if isinstance(layer, torch.nn.Conv2d):
                name = next(names)
                if name in wanted:
                    features[name] = [float(value) for value in values.flatten()[:: 7][:24]]
    with open(f"{folder}/expected.json", "w") as file:
        json.dump({"architecture": network.architecture, "features": features}, file, indent=1)
        file.write("\n")


def write_others(folder):
    """Files that aren't a plain VGG network, and VGG-16."""
    small = Network("vgg16", NARROW, seed=16)
    torch.save(small.state(), f"{folder}/vgg16-zip.pth")
    state = small.state()
    state["features.1.running_mean"] = torch.zeros(2)
    state["features.1.running_var"] = torch.ones(2)
    state["features.1.num_batches_tracked"] = torch.tensor(5)
    torch.save(state, f"{folder}/batch-normalised.pth", _use_new_zipfile_serialization=False)
    halves = OrderedDict((key, value.half()) for key, value in small.state(dense=False).items())
    torch.save(halves, f"{folder}/vgg16-half.pth")
    torch.save(small.module(), f"{folder}/whole-module.pth")
    with h5py.File(f"{folder}/theano.h5", "w") as file:
        for name, kernel, bias in small.layers:
            layer = f"block{name[4]}_conv{name[6]}"
            file[f"{layer}/{layer}_W_1:0"], file[f"{layer}/{layer}_b_1:0"] = kernel, bias


def read_real(path):
    tensors = safetensors.numpy.load_file(path)
    network = Network("vgg16", [1, 1, 1, 1, 1], seed=1)
    network.layers = [(name, tensors[f"{name}.weight"], tensors[f"{name}.bias"]) for name, _, _ in network.layers]
    generator = np.random.default_rng(2)
    network.dense = [("fc6", generator.standard_normal((4096, 25088), np.float32), np.zeros(4096, np.float32)),
                     ("fc8", generator.standard_normal((1000, 4096), np.float32), np.zeros(1000, np.float32))]
    return network


def write_all(network, folder, caffe_pb2):
    os.makedirs(folder, exist_ok=True)
    write_torch(network, folder)
    write_keras_layouts(network, folder)
    write_matconvnet(network, folder)
    write_caffe(network, folder, caffe_pb2)
    write_onnx(network, folder)
    write_tensorflow(network, folder)
    write_frozen_keras(write_keras(network, folder), folder)


def write_seeds(caffe_pb2, corpus):
    """Files of two convolutions, sorted by the format that they are in."""
    network = Network("seed", [1, 1], seed=3, dense=(2, 1))
    with tempfile.TemporaryDirectory() as folder:
        write_all(network, folder, caffe_pb2)
        for name in sorted(os.listdir(folder)):
            kind = name.split("-")[0].split(".")[0]
            kind = {"features": "safetensors", "keras": "hdf5", "matconvnet": "matlab", "tensorflow": "tensorFlow",
                    "torch": "torchLegacy" if "legacy" in name else "torchZip"}.get(kind, kind)
            os.makedirs(f"{corpus}/{kind}", exist_ok=True)
            # What Keras stores of training is of no interest here.
            if name != "keras-model.h5":
                shutil.copyfile(f"{folder}/{name}", f"{corpus}/{kind}/{name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("caffe_pb2")
    parser.add_argument("--seeds", action="store_true")
    parser.add_argument("--real", nargs=2)
    arguments = parser.parse_args()
    here = os.path.dirname(os.path.abspath(__file__))
    if arguments.seeds:
        write_seeds(arguments.caffe_pb2, os.path.join(here, "../../../Fuzz/corpus"))
    elif arguments.real:
        write_all(read_real(arguments.real[0]), arguments.real[1], arguments.caffe_pb2)
    else:
        network, folder = Network("vgg19", NARROW, seed=19), os.path.join(here, "networks")
        write_all(network, folder, arguments.caffe_pb2)
        write_expected(network, folder)
        write_others(folder)


if __name__ == "__main__":
    main()
