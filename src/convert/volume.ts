import type { VolumeCreate } from '../engine/api.ts';
import type { Volume } from '../model/resources.ts';
import type { StringMap } from '../model/service.ts';

/** The Engine API's request for a volume; `labels` are Compose's, which win over the user's. */
export function toVolume(volume: Volume, labels: StringMap): VolumeCreate {
  return {
    Name: volume.name,
    ...(volume.driver ? { Driver: volume.driver } : {}),
    ...(volume.driver_opts ? { DriverOpts: volume.driver_opts } : {}),
    Labels: { ...volume.labels, ...labels },
  };
}
