namespace Liten.Testing.Xunit;

/// <summary>The strategies, as an attribute can name them.</summary>
public enum StrategyKind
{
    /// <inheritdoc cref="Testing.Strategy.Default"/>
    Default,

    /// <inheritdoc cref="Testing.Strategy.Random"/>
    Random,

    /// <inheritdoc cref="Testing.Strategy.Systematic"/>
    Systematic,

    /// <inheritdoc cref="Testing.Strategy.Pct"/>
    Pct,

    /// <inheritdoc cref="Testing.Strategy.Exhaustive"/>
    Exhaustive,
}
