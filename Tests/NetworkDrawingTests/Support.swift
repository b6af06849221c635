@testable import NetworkDrawing

/// A network that a description gives.
func network(_ text: String, phase: NetworkGraph.Phase? = .test) throws -> NetworkGraph {
    try NetworkGraph(prototxt: Array(text.utf8), phase: phase)
}

/// The figures of a network that a description gives.
func measured(_ text: String, at size: Span? = nil) throws -> MeasuredNetwork {
    try network(text).measured(at: size)
}

extension MeasuredNetwork {
    /// The first layer of a name.
    func layer(_ name: String) -> MeasuredLayer? { layers.first { $0.layer.name == name } }
}

/// Descriptions that several tests read.
enum Descriptions {
    /// A. Krizhevsky's network as Caffe's model zoo has it (two groups, local normalisation, rounding up), cut down to
    /// what shapes and parameters depend on.
    static let alexNet = """
        name: "AlexNet"
        layer { name: "data" type: "Input" top: "data" input_param { shape: { dim: 10 dim: 3 dim: 227 dim: 227 } } }
        layer { name: "conv1" type: "Convolution" bottom: "data" top: "conv1"
          param { lr_mult: 1 decay_mult: 1 }
          convolution_param { num_output: 96 kernel_size: 11 stride: 4 } }
        layer { name: "relu1" type: "ReLU" bottom: "conv1" top: "conv1" }
        layer { name: "norm1" type: "LRN" bottom: "conv1" top: "norm1"
          lrn_param { local_size: 5 alpha: 0.0001 beta: 0.75 } }
        layer { name: "pool1" type: "Pooling" bottom: "norm1" top: "pool1"
          pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
        layer { name: "conv2" type: "Convolution" bottom: "pool1" top: "conv2"
          convolution_param { num_output: 256 pad: 2 kernel_size: 5 group: 2 } }
        layer { name: "relu2" type: "ReLU" bottom: "conv2" top: "conv2" }
        layer { name: "norm2" type: "LRN" bottom: "conv2" top: "norm2" }
        layer { name: "pool2" type: "Pooling" bottom: "norm2" top: "pool2"
          pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
        layer { name: "conv3" type: "Convolution" bottom: "pool2" top: "conv3"
          convolution_param { num_output: 384 pad: 1 kernel_size: 3 } }
        layer { name: "relu3" type: "ReLU" bottom: "conv3" top: "conv3" }
        layer { name: "conv4" type: "Convolution" bottom: "conv3" top: "conv4"
          convolution_param { num_output: 384 pad: 1 kernel_size: 3 group: 2 } }
        layer { name: "relu4" type: "ReLU" bottom: "conv4" top: "conv4" }
        layer { name: "conv5" type: "Convolution" bottom: "conv4" top: "conv5"
          convolution_param { num_output: 256 pad: 1 kernel_size: 3 group: 2 } }
        layer { name: "relu5" type: "ReLU" bottom: "conv5" top: "conv5" }
        layer { name: "pool5" type: "Pooling" bottom: "conv5" top: "pool5"
          pooling_param { pool: MAX kernel_size: 3 stride: 2 } }
        layer { name: "fc6" type: "InnerProduct" bottom: "pool5" top: "fc6" inner_product_param { num_output: 4096 } }
        layer { name: "relu6" type: "ReLU" bottom: "fc6" top: "fc6" }
        layer { name: "drop6" type: "Dropout" bottom: "fc6" top: "fc6" dropout_param { dropout_ratio: 0.5 } }
        layer { name: "fc7" type: "InnerProduct" bottom: "fc6" top: "fc7" inner_product_param { num_output: 4096 } }
        layer { name: "fc8" type: "InnerProduct" bottom: "fc7" top: "fc8" inner_product_param { num_output: 1000 } }
        layer { name: "prob" type: "Softmax" bottom: "fc8" top: "prob" }
        """

    /// An Inception module (Szegedy et al. 2015, table 1, 3a) with some of its branches: a connection around two rows.
    static let branches = """
        # The module's input.
        input: "data" input_shape { dim: 1 dim: 192 dim: 28 dim: 28 }
        layer { name: "3a/1x1" type: "Convolution" bottom: "data" top: "a"
          convolution_param { num_output: 64 kernel_size: 1 } }
        layer { name: "3a/3x3_reduce" type: "Convolution" bottom: "data" top: "b"
          convolution_param { num_output: 96 kernel_size: 1 } }
        layer { name: "3a/relu_reduce" type: "ReLU" bottom: "b" top: "b" }
        layer { name: "3a/3x3" type: "Convolution" bottom: "b" top: "c"
          convolution_param { num_output: 128 kernel_size: 3 pad: 1 } }
        layer { name: "3a/5x5" type: "Convolution" bottom: "data" top: "d"
          convolution_param { num_output: 32 kernel_size: 5 pad: 2 } }
        layer { name: "3a/pool" type: "Pooling" bottom: "data" top: "e"
          pooling_param { pool: MAX kernel_size: 3 stride: 1 pad: 1 } }
        layer { name: "3a/pool_proj" type: "Convolution" bottom: "e" top: "f"
          convolution_param { num_output: 32 kernel_size: 1 } }
        layer { name: "3a/output" type: "Concat" bottom: "a" bottom: "c" bottom: "d" bottom: "f" top: "g" }
        """

    /// A network of Caffe's first form.
    static let oldForm = """
        name: 'LeNet'
        input: 'data'
        input_dim: 64 input_dim: 1 input_dim: 28 input_dim: 28
        layers < name: 'conv1' type: CONVOLUTION bottom: 'data' top: 'conv1' blobs_lr: 1
          convolution_param < num_output: 20, kernel_size: 5; stride: 1 > >
        layers { name: 'pool1' type: POOLING bottom: 'conv1' top: 'pool1'
          pooling_param: { pool: AVE kernel_size: 2 stride: 2 } }
        layers { name: 'ip1' type: INNER_PRODUCT bottom: 'pool1' top: 'ip1' inner_product_param { num_output: 10 } }
        layers { name: 'loss' type: SOFTMAX_LOSS bottom: 'ip1' bottom: 'label' top: 'loss' }
        """
}
