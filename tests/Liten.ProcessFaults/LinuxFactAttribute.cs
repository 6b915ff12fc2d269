using System.Runtime.CompilerServices;

namespace Liten.ProcessFaults;

/// <summary>A test that needs something of Linux. Elsewhere it is reported as skipped, with what it needs.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxFactAttribute : FactAttribute
{
    public LinuxFactAttribute(string needs, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Needs = needs;
        Skip = OperatingSystem.IsLinux() ? null : $"needs {needs}, which only Linux has";
    }

    /// <summary>What the test needs.</summary>
    public string Needs { get; }
}
