import { describe, expect, it } from 'vitest';
import { lookAtMachine, usesSoftwareVulkan } from '../../../../src/engine/runtimes/selection/machine.js';

describe('a look at the machine', () => {
  it.each([
    ['only SwiftShader', { VK_ICD_FILENAMES: '/usr/lib/chromium/vk_swiftshader_icd.json' }, true],
    ['only lavapipe', { VK_DRIVER_FILES: '/usr/share/vulkan/icd.d/lvp_icd.x86_64.json' }, true],
    [
      'lavapipe and a GPU',
      { VK_DRIVER_FILES: '/etc/vulkan/icd.d/nvidia_icd.json:/usr/share/vulkan/icd.d/lvp_icd.json' },
      false,
    ],
    ['nothing in particular', {}, false],
  ])('finds that the environment allows Vulkan %s', (_, env, expected) => {
    expect(lookAtMachine(env).softwareVulkan).toBe(expected);
  });

  it('finds no package that is not installed', () => {
    expect(lookAtMachine({})).toMatchObject({ tfjsNode: false, tfjsNodeGpu: false });
  });
});

describe('the libraries of a process with a Vulkan device', () => {
  it.each([
    ['SwiftShader', '/usr/lib/chromium/libvk_swiftshader.so\n', true],
    ['lavapipe', '/usr/lib/x86_64-linux-gnu/libvulkan_lvp.so\n', true],
    ['lavapipe beside an AMD driver', '/usr/lib/libvulkan_lvp.so\n/usr/lib/libvulkan_radeon.so\n', false],
    ['an NVIDIA driver', '/usr/lib/x86_64-linux-gnu/libGLX_nvidia.so.550.54\n', false],
    ['none', '/usr/lib/x86_64-linux-gnu/libc.so.6\n', false],
  ])('show %s', (_, libraries, expected) => {
    expect(usesSoftwareVulkan(libraries)).toBe(expected);
  });
});
