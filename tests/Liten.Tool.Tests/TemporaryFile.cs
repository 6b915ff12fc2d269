namespace Liten.Tool.Tests;

/// <summary>A name for a file, which is deleted afterwards.</summary>
internal sealed class TemporaryFile(string ending) : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"liten-tool-{Guid.NewGuid():N}.{ending}");

    public void Dispose() => File.Delete(Path);
}
