namespace Liten;

/// <summary>A runtime as instruments and counters see it. For any thread.</summary>
internal interface IMeasuredRuntime
{
    /// <summary>By which instruments it is measured.</summary>
    object Instruments { get; }

    /// <summary>What tells its measurements from those of others.</summary>
    KeyValuePair<string, object?> Tag { get; }

    /// <summary>What its counters say, a tenth of a second ago at most.</summary>
    RuntimeMetrics Read();

    /// <summary>Somebody may have begun to listen.</summary>
    void Ask();

    /// <summary>It has ended.</summary>
    void EndWatch();
}
