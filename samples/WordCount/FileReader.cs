using Microsoft.Win32.SafeHandles;

namespace WordCount;

/// <summary>Reads one file in chunks into a buffer. Its reads block.</summary>
internal sealed class FileReader(string path, byte[] buffer) : IDisposable
{
    public const int ChunkSize = 512 * 1024;

    /// <summary>How much of a file is searched for a zero byte.</summary>
    private const int BinaryProbe = 8 * 1024;

    private SafeFileHandle? _file;
    private long _position;

    public static bool IsBinary(ReadOnlySpan<byte> start) => start[..Math.Min(start.Length, BinaryProbe)].Contains((byte)0);

    /// <summary>Opens the file and reads its first chunk: one job for the blocking pool instead of two.</summary>
    public int OpenAndRead()
    {
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return Read();
    }

    /// <summary>Fills the buffer with the next chunk.</summary>
    /// <returns>How many bytes there were; less than the buffer holds only at the end of the file.</returns>
    public int Read()
    {
        int length = 0;
        int read;
        do
        {
            read = RandomAccess.Read(_file!, buffer.AsSpan(length), _position);
            length += read;
            _position += read;
        }
        while (read > 0 && length < buffer.Length);

        return length;
    }

    public void Dispose() => _file?.Dispose();
}
