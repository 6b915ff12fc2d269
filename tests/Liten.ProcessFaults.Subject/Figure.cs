using System.Globalization;

namespace Liten.ProcessFaults.Subject;

/// <summary>What a scenario tells its test.</summary>
internal static class Figure
{
    /// <summary>Writes <c>name=value</c>, at once.</summary>
    public static void Write(string name, IConvertible value)
    {
        Console.Out.WriteLine($"{name}={value.ToString(CultureInfo.InvariantCulture)}");
        Console.Out.Flush();
    }
}
