/**
 * Imported for its effect, by whoever runs towers. Where JavaScript has a Float16Array (Node 24), onnxruntime-node makes float16
 * tensors of it, which its native part then takes for empty ("not enough space: expected 16, got 0"). Without one it uses
 * Uint16Array, and all is well. It looks once, at its first tensor.
 */
Reflect.deleteProperty(globalThis, 'Float16Array');
