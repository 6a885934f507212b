/**
 * What makes CUDA work beside the ONNX Runtime that Steplight carries: its own provider, from the same build, and the libraries of
 * CUDA 13.0 that the provider names. All of it is published as Python wheels, each pinned by its hash. The driver is the user's.
 * (cuDNN and cuFFT are loaded by the provider only for operators that our graphs don't have.)
 */

export interface Wheel {
  /** The name of the project in a Python package index. */
  readonly project: string;
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** What is taken out of it, with the bytes it takes unpacked. */
  readonly members: readonly { readonly path: string; readonly bytes: number }[];
}

/** The version of onnxruntime-node that the provider belongs to; a unit test compares it with package.json. */
export const providerVersion = '1.30.0';

/** For x64 Linux: elsewhere there is no such provider (arm64, macOS), or it can't be put where it would be found (Windows). */
export const cudaWheels: readonly Wheel[] = [
  {
    project: 'onnxruntime-gpu',
    file: 'onnxruntime_gpu-1.30.0-cp312-cp312-manylinux_2_28_x86_64.whl',
    bytes: 246_685_715,
    sha256: '6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1',
    members: [
      { path: 'onnxruntime/capi/libonnxruntime_providers_shared.so', bytes: 14_632 },
      { path: 'onnxruntime/capi/libonnxruntime_providers_cuda.so', bytes: 272_049_904 },
    ],
  },
  {
    project: 'nvidia-cuda-runtime',
    file: 'nvidia_cuda_runtime-13.0.96-py3-none-manylinux2014_x86_64.manylinux_2_17_x86_64.whl',
    bytes: 2_243_632,
    sha256: '7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548',
    members: [{ path: 'nvidia/cu13/lib/libcudart.so.13', bytes: 704_288 }],
  },
  {
    project: 'nvidia-cublas',
    file: 'nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 423_133_236,
    sha256: 'ee8722c1f0145ab246bccb9e452153b5e0515fd094c3678df50b2a0888b8b171',
    members: [
      { path: 'nvidia/cu13/lib/libcublas.so.13', bytes: 54_177_976 },
      { path: 'nvidia/cu13/lib/libcublasLt.so.13', bytes: 541_595_600 },
    ],
  },
  {
    project: 'nvidia-curand',
    file: 'nvidia_curand-10.4.0.35-py3-none-manylinux_2_27_x86_64.whl',
    bytes: 59_544_258,
    sha256: '1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc',
    members: [{ path: 'nvidia/cu13/lib/libcurand.so.10', bytes: 132_698_328 }],
  },
];
