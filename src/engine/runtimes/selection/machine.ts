/**
 * What this machine has for a GPU, as far as files and the environment tell without loading any native code: milliseconds, so
 * that a machine without a GPU starts as fast as ever. What is really usable only a trial shows (trial.ts).
 */
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

export interface Machine {
  platform: NodeJS.Platform;
  arch: NodeJS.Architecture;
  /** Whether any GPU may be there: on Linux by the device files of drivers, elsewhere always. */
  gpu: boolean;
  /** Whether an NVIDIA GPU may be there. */
  nvidia: boolean;
  /** Whether the environment allows Vulkan only drivers that compute on the CPU. */
  softwareVulkan: boolean;
  /** Whether ONNX Runtime's CUDA provider is installed. */
  cudaProvider: boolean;
  tfjsNode: boolean;
  tfjsNodeGpu: boolean;
}

export function lookAtMachine(env: NodeJS.ProcessEnv = process.env): Machine {
  const { platform, arch } = process;
  const isLinux = platform === 'linux';
  // WSL shows every GPU as /dev/dxg (https://learn.microsoft.com/windows/wsl/tutorials/gpu-compute).
  const nvidia = !isLinux || existsSync('/dev/nvidiactl') || existsSync('/dev/dxg');
  return {
    platform,
    arch,
    gpu: nvidia || hasRenderNode(),
    nvidia: platform !== 'darwin' && nvidia,
    softwareVulkan: isSoftware(env.VK_DRIVER_FILES ?? env.VK_ICD_FILENAMES),
    cudaProvider: hasCudaProvider(platform, arch),
    tfjsNode: isInstalled('@tensorflow/tfjs-node'),
    tfjsNodeGpu: isInstalled('@tensorflow/tfjs-node-gpu'),
  };
}

/** SwiftShader, and Mesa's lavapipe. */
const SOFTWARE_DRIVER = /swiftshader|lvp_icd|vulkan_lvp/;
/** Drivers of real devices: Mesa's, NVIDIA's, AMD's. */
const HARDWARE_DRIVER = /libvulkan_(?!lvp)\w+\.so|libGLX_nvidia|libnvidia-vulkan|amdvlk/;

/**
 * Whether the libraries of a process that has a Vulkan device are those of a software driver only: ONNX Runtime does not tell
 * which adapter it got. (A driver may be loaded without a device; a software adapter that is overlooked loses by its time.)
 */
export function usesSoftwareVulkan(libraries: string): boolean {
  return SOFTWARE_DRIVER.test(libraries) && !HARDWARE_DRIVER.test(libraries);
}

/** The Vulkan loader's list of drivers, if it is given: https://github.com/KhronosGroup/Vulkan-Loader, LoaderDriverInterface.md */
function isSoftware(drivers: string | undefined): boolean {
  const files = drivers?.split(':').filter((file) => file !== '') ?? [];
  return files.length > 0 && files.every((file) => SOFTWARE_DRIVER.test(file));
}

/** The kernel's DRM drivers give each GPU that can compute a file of this name. */
function hasRenderNode(): boolean {
  try {
    return readdirSync('/dev/dri').some((file) => file.startsWith('renderD'));
  } catch {
    return false;
  }
}

const require = createRequire(import.meta.url);

function isInstalled(name: string): boolean {
  return resolve(name) !== undefined;
}

function hasCudaProvider(platform: string, arch: string): boolean {
  const main = resolve('onnxruntime-node');
  if (main === undefined) return false;
  const folder = join(dirname(main), '..', 'bin', 'napi-v6', platform, arch);
  return existsSync(join(folder, 'libonnxruntime_providers_cuda.so'));
}

function resolve(name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
