using System.Runtime.CompilerServices;

namespace Liten.ProcessFaults;

/// <inheritdoc cref="LinuxFactAttribute"/>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LinuxTheoryAttribute : TheoryAttribute
{
    public LinuxTheoryAttribute(string needs, [CallerFilePath] string? file = null, [CallerLineNumber] int line = -1)
        : base(file, line)
    {
        Needs = needs;
        Skip = OperatingSystem.IsLinux() ? null : $"needs {needs}, which only Linux has";
    }

    /// <inheritdoc cref="LinuxFactAttribute.Needs"/>
    public string Needs { get; }
}
