using System.Globalization;

namespace Liten.Testing;

/// <summary>What the environment says: LITEN_SEED and LITEN_REPLAY.</summary>
internal static class TestEnvironment
{
    /// <summary>The schedule that every exploration is to run first, or null.</summary>
    public static string? Replay
        => Environment.GetEnvironmentVariable("LITEN_REPLAY") is { Length: > 0 } replay ? replay : null;

    /// <summary>The option's seed, else the environment's, else one that follows from the test's name.</summary>
    /// <exception cref="FormatException">LITEN_SEED is neither a number nor "random".</exception>
    public static ulong SeedFor(ExploreOptions options, string name)
    {
        if (options.Seed is { } seed)
        {
            return seed;
        }

        string? text = Environment.GetEnvironmentVariable("LITEN_SEED");
        return string.IsNullOrEmpty(text) ? TypeHash.OfText(name)
            : text == "random" ? (ulong)Random.Shared.NextInt64()
            : ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed) ? seed
            : throw new FormatException($"LITEN_SEED is \"{text}\"; it must be a number, or \"random\".");
    }
}
