/**
 * Where the weights of the wide networks are published: Keras' files "without top", converted by its authors from the VGG
 * group's own. MD5s as in keras.applications (vgg16.py, vgg19.py: WEIGHTS_PATH_NO_TOP and its file_hash); sizes as its
 * downloads report them. Both places hold the same file, so that a download begun at one goes on at the other.
 */

/** One file, at one or more addresses. */
export interface PublishedFile {
  name: string;
  bytes: number;
  /** Hex. */
  md5: string;
  /** In the order in which they are tried. */
  urls: readonly string[];
}

/** By the network's name. */
export type PublishedFiles = Readonly<Record<string, PublishedFile>>;

export const PUBLISHED: PublishedFiles = {
  vgg16: kerasFile('vgg16', 58_889_256, '6d6bbae143d832006294945121d1f1fc'),
  vgg19: kerasFile('vgg19', 80_134_624, '253f8cb515780f3b799900260a226db6'),
};

function kerasFile(network: string, bytes: number, md5: string): PublishedFile {
  const name = `${network}_weights_tf_dim_ordering_tf_kernels_notop.h5`;
  const urls = [
    `https://storage.googleapis.com/tensorflow/keras-applications/${network}/${name}`,
    `https://github.com/fchollet/deep-learning-models/releases/download/v0.1/${name}`,
  ];
  return { name, bytes, md5, urls };
}
