namespace StreamGuard.Core.Tests.Pipelines;

/// <summary>The pipeline of the language's description.</summary>
internal static class Hydraulic
{
    public const string Text = """
        # yaml-language-server: $schema=../schemas/pipeline.schema.json
        pipeline: hydraulic-sensors
        description: Aligns 17 sensors of a hydraulic rig to one row a second, derives features and raises alarms.

        sources:
          readings:
            kafka:
              brokers: ${KAFKA_BROKERS:-localhost:9092}
              topics: hydraulic-*
              group: hydraulic-sensors
              start: earliest
            decode: json
            columns: { sensor: string, cycle: int, timestamp: timestamp, value: float }
            event_time: { column: timestamp, disorder: 10s, idle_after: 30s }

        transforms:
          seconds:
            from: readings
            window:
              tumbling: 1s
              key: [cycle]
              late: dead_letter
              pivot:
                column: sensor
                values: [PS1, PS2, PS3, PS4, PS5, PS6, EPS1, FS1, FS2, TS1, TS2, TS3, TS4, VS1, CE, CP, SE]
              aggregate: { avg: mean(value), min: min(value), max: max(value), std: stddev(value), n: count() }

          features:
            from: seconds
            compute:
              pressure_mean: (PS1_avg + PS2_avg + PS3_avg + PS4_avg + PS5_avg + PS6_avg) / 6
              temperature_mean: (TS1_avg + TS2_avg + TS3_avg + TS4_avg) / 4
              flow_mean: (FS1_avg + FS2_avg) / 2
              pressure_range: PS1_max - PS1_min
              pressure_variability: PS1_std / PS1_avg
              flow_pressure_ratio: flow_mean / pressure_mean
              efficiency_index: SE_avg * CE_avg / 100

          alarms:
            from: features
            rules:
              high_pressure:    { when: "PS1_avg > ${HIGH_PRESSURE_BAR:-300}", severity: critical, message: "PS1 averaged {PS1_avg:F1} bar" }
              high_temperature: { when: "TS1_avg > ${HIGH_TEMPERATURE_C:-100}", severity: critical }
              pressure_spike:   { when: "pressure_range > ${PRESSURE_SPIKE_BAR:-50}", severity: warning }
              outlier:          { zscore: { of: PS1_avg, over: 60 rows, above: 3 }, severity: warning }
              sudden_change:    { change: { of: temperature_mean, within: 5s, above: 2 }, severity: warning, for: 3 rows, cooldown: 1m }

        sinks:
          lake:
            from: features
            parquet: { path: data/hydraulic, partition_by: [year, month, day, hour, cycle], roll: { every: 10m } }   # not a file a second
          alerts:
            from: alarms
            kafka: { brokers: "${KAFKA_BROKERS:-localhost:9092}", topic: hydraulic-alerts }
            delivery: at_least_once              # sent at once; alert_id tells repeats after a crash
          screen:
            from: alarms
            console: {}

        profiles:
          sample:                                  # streamguard run … --profile sample : nothing else has to be running
            sources:
              readings: { simulate: { model: hydraulic-rig, cycles: 20, seed: 7 } }
            sinks:
              alerts: { file: { path: data/hydraulic-alerts.jsonl } }
        """;
}
