namespace Liten.Compare;

/// <summary>How the C# programs that say hello are compiled. Those of tokio and Go are the same in all.</summary>
internal enum HelloVariant
{
    /// <summary>By the just-in-time compiler, as <c>dotnet build</c> leaves them.</summary>
    Built,

    /// <summary>Ahead, and again while they run (ReadyToRun).</summary>
    ReadyToRun,

    /// <summary>Ahead only (NativeAOT).</summary>
    Native,
}
