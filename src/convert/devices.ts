import type { HostConfig } from '../engine/api.ts';
import type { DeviceMapping, DeviceRequest, Service } from '../model/service.ts';

/** Host devices, cgroup rules, and what is asked of device drivers: gpus, `deploy` reservations, CDI names. */
export function toDevices(service: Service): HostConfig {
  const devices = service.devices ?? [];
  const mapped = devices.filter(device => !isCdi(device));
  const requests = [
    ...(service.deploy?.resources?.reservations?.devices ?? []).map(request => toRequest(request, [])),
    ...(service.gpus ?? []).map(request => toRequest(request, ['gpu'])),
    ...toCdiRequest(devices.filter(isCdi)),
  ];
  return {
    ...(mapped.length > 0 ? { Devices: mapped.map(toMapping) } : {}),
    ...(requests.length > 0 ? { DeviceRequests: requests } : {}),
    ...(service.device_cgroup_rules ? { DeviceCgroupRules: service.device_cgroup_rules } : {}),
  };
}

/** A device of the Container Device Interface is named alike on both sides: `vendor.com/class=name`. */
function isCdi(device: DeviceMapping): boolean {
  return device.source === device.target && /^[A-Za-z][\w.-]*\/[A-Za-z][\w.-]*=[\w.:-]+$/.test(device.source ?? '');
}

function toMapping(device: DeviceMapping): Record<string, string> {
  return {
    PathOnHost: device.source ?? '',
    PathInContainer: device.target ?? '',
    CgroupPermissions: device.permissions ?? '',
  };
}

function toRequest(request: DeviceRequest, capabilities: readonly string[]): Record<string, unknown> {
  return {
    Driver: request.driver ?? '',
    Count: request.count ?? 0,
    ...(request.device_ids ? { DeviceIDs: request.device_ids } : {}),
    Capabilities: [[...(request.capabilities ?? []), ...capabilities]],
    ...(request.options ? { Options: request.options } : {}),
  };
}

function toCdiRequest(devices: readonly DeviceMapping[]): Record<string, unknown>[] {
  if (devices.length === 0) return [];
  return [{ Driver: 'cdi', DeviceIDs: devices.map(device => device.source ?? '') }];
}
