using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Liten;

/// <summary>Where the awaits of an async method stand in its source, as the portable PDB tells.</summary>
/// <remarks>
/// The compiler numbers the awaits of a method in the order of their code. The PDB lists the places where the method
/// returns at an incomplete await in the same order, and the statement that each place belongs to.
/// </remarks>
internal sealed class AwaitLines
{
    /// <summary>Nothing is known: there is no PDB, or no file at all.</summary>
    private static readonly AwaitLines s_unknown = new([]);

    private static readonly Guid s_steppingInformation = new("54FD2AC5-E925-401A-9C2A-F94F171072F8");

    private readonly (string File, int Line)[] _places;

    private AwaitLines((string File, int Line)[] places) => _places = places;

    /// <summary>The file of an await; null if it is not known.</summary>
    public string? FileOf(int state) => state < _places.Length ? _places[state].File : null;

    /// <summary>The line of an await; 0 if it is not known.</summary>
    public int LineOf(int state) => state < _places.Length ? _places[state].Line : 0;

    /// <summary>Reads the PDB that belongs to the method, if there is one.</summary>
    [UnconditionalSuppressMessage("SingleFile", "IL3000", Justification = "Then there is no file, and no line.")]
    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "What is suspended here has a MoveNext.")]
    public static AwaitLines Read(Type machine)
    {
        const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;
        return machine.GetMethod("MoveNext", Instance) is { } method
            ? Read(machine.Assembly.Location, method.MetadataToken)
            : s_unknown;
    }

    /// <summary>The same for the method with a token in the assembly at a path.</summary>
    public static AwaitLines Read(string path, int token)
    {
        try
        {
            return (path.Length == 0 ? null : TryRead(path, token)) ?? s_unknown;
        }
        catch (Exception exception) when (exception is IOException or BadImageFormatException
            or UnauthorizedAccessException or InvalidOperationException or NotSupportedException)
        {
            return s_unknown;
        }
    }

    private static AwaitLines? TryRead(string path, int token)
    {
        using var image = new PEReader(File.OpenRead(path));
        if (!image.TryOpenAssociatedPortablePdb(path, OpenIfThere, out MetadataReaderProvider? pdb, out _))
        {
            return null;
        }

        using (pdb)
        {
            return Read(pdb!.GetMetadataReader(), MetadataTokens.MethodDefinitionHandle(token & 0xFFFFFF));
        }
    }

    private static FileStream? OpenIfThere(string path) => File.Exists(path) ? File.OpenRead(path) : null;

    private static AwaitLines? Read(MetadataReader pdb, MethodDefinitionHandle method)
    {
        foreach (CustomDebugInformationHandle handle in pdb.GetCustomDebugInformation(method))
        {
            CustomDebugInformation information = pdb.GetCustomDebugInformation(handle);
            if (pdb.GetGuid(information.Kind) == s_steppingInformation)
            {
                SequencePoint[] points = [.. pdb.GetMethodDebugInformation(method).GetSequencePoints()
                    .Where(static point => !point.IsHidden)];
                List<int> yields = ReadYields(pdb.GetBlobReader(information.Value));
                return new([.. yields.Select(offset => PlaceOf(pdb, points, offset))]);
            }
        }

        return null;
    }

    /// <summary>
    /// The offset of a handler, then for each await: where it returns, where it resumes, in which method.
    /// </summary>
    private static List<int> ReadYields(BlobReader blob)
    {
        var yields = new List<int>();
        blob.ReadUInt32();
        while (blob.RemainingBytes > 0)
        {
            yields.Add((int)blob.ReadUInt32());
            blob.ReadUInt32();
            blob.ReadCompressedInteger();
        }

        return yields;
    }

    private static (string File, int Line) PlaceOf(MetadataReader pdb, SequencePoint[] points, int offset)
    {
        SequencePoint? found = null;
        foreach (SequencePoint point in points)
        {
            if (point.Offset <= offset && (found is not { } best || point.Offset >= best.Offset))
            {
                found = point;
            }
        }

        return found is { } place ? (pdb.GetString(pdb.GetDocument(place.Document).Name), place.StartLine) : ("", 0);
    }
}
