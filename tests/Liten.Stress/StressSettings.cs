using System.Globalization;

[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]

namespace Liten.Stress;

/// <summary>What the environment says about a run.</summary>
internal static class StressSettings
{
    private const double DefaultSeconds = 1.5;

    public static TimeSpan Duration { get; } = TimeSpan.FromSeconds(Read("LITEN_STRESS_SECONDS") ?? DefaultSeconds);

    public static int Seed { get; } = (int?)Read("LITEN_STRESS_SEED") ?? Random.Shared.Next();

    /// <summary>A number of rounds, in proportion to the duration.</summary>
    public static int Rounds(int usual) => (int)Math.Max(1, usual * Duration.TotalSeconds / DefaultSeconds);

    private static double? Read(string name)
        => Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
}
